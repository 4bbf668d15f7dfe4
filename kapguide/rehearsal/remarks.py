"""Remarks of a rehearsal that are corrected or taken back: what they said before stays in its file."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.told import Remark
from kapguide.text import clean_text


def may_correct(remark: Remark, *, observer: bool) -> bool:
    """Whether whoever talks about the run may change the remark: an observer has no say in the trainee's own."""
    return remark.supervisor or not observer


def corrected(record: RehearsalRecord, id: str, words: str, now: datetime, *, observer: bool) -> RehearsalRecord:
    """The record with other words in a remark, also in one that was taken back: it is said again. Without words, or
    with the same ones, nothing changes."""
    said = clean_text(words).strip()

    def with_words(remark: Remark) -> Remark:
        if not said or (said == remark.text and not remark.taken_back):
            return remark
        before = remark.before if said == remark.text else (*remark.before, remark.text)
        return replace(remark, text=said, before=before, changed=now, taken_back=False)

    return _with(record, id, with_words, observer=observer)


def taken_back(record: RehearsalRecord, id: str, now: datetime, *, observer: bool) -> RehearsalRecord:
    """The record without a remark that somebody says no more."""
    return _with(record, id, lambda remark: replace(remark, changed=now, taken_back=True), observer=observer)


def _with(record: RehearsalRecord, id: str, change: Callable[[Remark], Remark], *, observer: bool) -> RehearsalRecord:
    remarks = (
        change(remark) if remark.id == id and may_correct(remark, observer=observer) else remark
        for remark in record.remarks
    )
    return replace(record, remarks=tuple(remarks))
