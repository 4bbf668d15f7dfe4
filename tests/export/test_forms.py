"""Every form of export writes a file that is what it says; none is mistaken for another."""

from datetime import UTC, datetime

import pytest

from kapguide.export.forms import FORMS
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from tests.support.session_log import a_session

BEGINS = {"pdf": b"%PDF-", "md": b"# Session note\n"}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_writes_its_own_kind_of_file(form: str) -> None:
    protocol, events = a_session()
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    report = build_report(protocol, events, practice="Lindenhof", generated=made, version="0.1.0")
    assert FORMS[form].write(report, generate_note(report)).startswith(BEGINS[form])


def test_each_form_has_a_name_and_a_key_of_its_own() -> None:
    assert len({form.title for form in FORMS.values()}) == len({form.key for form in FORMS.values()}) == len(FORMS)
