"""The settings of an open record, with the pages of other rooms that they lead to."""

from collections.abc import Callable, Sequence

from kapguide.store.records import Store
from kapguide.ui.access import Access
from kapguide.ui.audit.flow import AuditFlow
from kapguide.ui.door.keys_flow import KeysFlow
from kapguide.ui.medicine.flow import MedicineFlow
from kapguide.ui.private.left_flow import LeftNotesFlow
from kapguide.ui.retention.flow import RetentionFlow
from kapguide.ui.settings import wishes
from kapguide.ui.settings.elsewhere import AUDIT_LOG, MEDICINE_LOG, OWN_NOTES, RETENTION, WHAT_OPENS, staff_lines
from kapguide.ui.settings.flow import Door, SettingsFlow
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.clinic.practice_settings import PracticeSettings


def settings_of(
    frame: WindowFrame,
    store: Store,
    practice: PracticeSettings,
    done: Callable[[], object],
    people: Callable[[], object],
    access: Access,
    *,
    back_up: Callable[..., object],
    folders: Callable[[], Sequence[str]],
) -> SettingsFlow:
    """The settings of an open record; `done` is called when they are left, `people` shows that page. See
    `SettingsFlow`."""

    def back(section: str) -> None:
        flow.show(section)

    keys = KeysFlow(frame, lambda: back("keys"), back_up)
    flow = SettingsFlow(
        frame,
        store,
        practice,
        done,
        folders=folders,
        back_up=back_up,
        go_back=access.go_back,
        merge=access.merge,
        doors=_doors(frame, store, practice, people, keys.show, back),
    )
    return flow


def _doors(
    frame: WindowFrame,
    store: Store,
    practice: PracticeSettings,
    people: Callable[[], object],
    keys: Callable[[], object],
    back: Callable[[str], object],
) -> dict[str, Door]:
    """Each by the name of its section; `back` shows the settings at one."""
    audit = AuditFlow(frame, store, lambda: back("audit"))
    retention = RetentionFlow(frame, store, lambda: practice.now.retention, lambda: back("retention"))
    left = LeftNotesFlow(frame, store, lambda: back("left"))
    medicine = MedicineFlow(frame, store, lambda: back("medicine"))
    return {
        "people": Door("People", "users", "Open people", lambda: staff_lines(store), people),
        "keys": Door("Passphrase", "key-round", "Change…", lambda: WHAT_OPENS, keys),
        "audit": Door("Audit log", "shield-check", "Open the log", lambda: AUDIT_LOG, audit.show),
        "retention": Door(
            "Retention",
            "clock",
            "What is older",
            lambda: RETENTION,
            retention.show,
            wishes.RETENTION,
            lambda: practice.now.retention.said,
        ),
        "medicine": Door(
            "Medicine log",
            "pill",
            "Open the log",
            lambda: MEDICINE_LOG,
            medicine.show,
            wishes.MEDICINE,
            lambda: practice.now.medicine.log,
        ),
        "left": Door("Own notes", "lock", "Of who was removed", lambda: OWN_NOTES, left.show),
    }
