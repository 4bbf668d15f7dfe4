"""The command line. Wrong usage exits 2, a known failure 1 with its sentence; nothing here needs Qt but the window.

Each command imports what it needs when it is run, so that a window does not wait for what the others need.
"""

import argparse
import contextlib
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kapguide import __version__, cli_card, cli_record, cli_rehearse
from kapguide.asking import asked_passphrase, demo_option, passphrase_options
from kapguide.console import check_clock, check_screen, ended, prepare
from kapguide.errors import KapGuideError
from kapguide.export.forms import FORMS
from kapguide.paths import Home, default_home

if TYPE_CHECKING:
    from kapguide.store.records import Store

EPILOG = """\
Without a command KapGuide opens its window. KAPGUIDE_HOME names the folder of all data, for a portable stick.
A passphrase is asked for, or read with --passphrase-file or --passphrase-fd; it is never an argument.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    prepare()
    return ended(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    asked = _parser().parse_args(argv)
    check_clock()
    return int(asked.run(asked))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kapguide",
        description="An offline companion for ketamine-assisted psychotherapy sessions.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"KapGuide {__version__}")
    parser.add_argument("--demo", action="store_true", help="open the demonstration practice (fictional clients)")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    init = commands.add_parser("init", help="set up a practice without a window", description=_init.__doc__)
    demo_option(init, "the demonstration practice, with one recorded session")
    init.add_argument("--practice", default="", metavar="NAME", help="the practice's name")
    passphrase_options(init)
    init.set_defaults(run=_init)

    cli_rehearse.add_to(commands, _home)

    check = commands.add_parser("check", help="check what you wrote or collected", description=_check.__doc__)
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    check.set_defaults(run=_check)

    library = commands.add_parser("library", help="the music library", description=_library.__doc__)
    library.add_argument("do", choices=("add", "list"), help="add folders and scan them, or list what there is")
    library.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="none: those that were added before")
    library.set_defaults(run=_library)

    forms = " or ".join(FORMS[form].title for form in sorted(FORMS))
    told = f"Write a session's note to a folder, as {forms}. Works beside a running window."
    export = commands.add_parser("export", help="export a session's note", description=told)
    export.add_argument("session", metavar="SESSION", help="CODE/NUMBER such as M-014/2, an id, or last")
    export.add_argument("--format", choices=sorted(FORMS), required=True)
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    demo_option(export, "from the demonstration practice")
    passphrase_options(export)
    export.set_defaults(run=_export)

    verify = commands.add_parser("verify", help="check that the record is whole", description=_verify.__doc__)
    demo_option(verify, "the demonstration practice")
    passphrase_options(verify)
    verify.set_defaults(run=_verify)

    cli_record.add_to(commands, _home)
    cli_card.add_to(commands, _home)

    doctor = commands.add_parser("doctor", help="what this computer has and lacks", description=_doctor.__doc__)
    doctor.add_argument("--json", action="store_true", help="for a machine to read")
    doctor.add_argument("--screens", action="store_true", help=argparse.SUPPRESS)
    doctor.set_defaults(run=_doctor)
    return parser


def _home(asked: argparse.Namespace) -> Home:
    if not asked.demo:
        return default_home()
    from kapguide.usecases.demonstration.demo import (
        demo_home,  # with the whole record behind it, which the door does not wait for
    )

    return demo_home(default_home())


def _window(asked: argparse.Namespace) -> int:
    check_screen()
    from kapguide import app

    return app.run(_home(asked), demo=asked.demo)


def _init(asked: argparse.Namespace) -> int:
    """Set up a practice without a window. The recovery key is printed once: write it down, it opens the record when
    the passphrase is lost. With --demo, the demonstration practice with fictional clients."""
    from kapguide.store.file.place import check_place
    from kapguide.store.keys.vault import RecoveryKeyState, keep_recovery_key, new_recovery_key, recovery_given, unlock
    from kapguide.store.opening.setup import Stage, refuse_unless_new, resume, set_up
    from kapguide.usecases.demonstration import demo

    home, someone = _home(asked), sys.stdin.isatty()
    if resume(home) is Stage.MADE and recovery_given(home.vault) is RecoveryKeyState.UNSEEN:
        keys, recovery = unlock(home.vault, asked_passphrase(asked)), new_recovery_key()
        keep_recovery_key(home.vault, keys, recovery, RecoveryKeyState.UNSEEN)
        print(f"The practice at {home.root} is set up; nobody has seen its recovery key, so here is a new one.")
    else:
        refuse_unless_new(home)
        check_place(home.root)
        if asked.demo:
            recovery = demo.make_demo(home)
            print(f"The demonstration practice is at {home.root}; its passphrase is “{demo.PASSPHRASE}”.")
            print(f"Recovery key, shown this once: {recovery}")
            return 0
        keys, recovery = set_up(home, asked_passphrase(asked, new=True), practice=asked.practice or "Practice")
        print(f"The practice is set up at {home.root}.")
    if not someone:
        print("The window asks for the recovery key until somebody has typed it back from paper.")
    print(f"Recovery key, shown this once: {recovery}", flush=True)
    typed_back = someone and _typed_back(recovery)
    keep_recovery_key(home.vault, keys, recovery, RecoveryKeyState.TYPED_BACK if typed_back else RecoveryKeyState.SHOWN)
    return 0


def _typed_back(recovery: str) -> bool:
    """Whether somebody types the recovery key from the paper; Enter puts it off."""
    from kapguide.usecases.recovery_key import difference

    while typed := _line("Type it back from the paper (Enter: later, the window asks then): "):
        wrong = difference(recovery, typed)
        if not wrong:
            print("It is as on the paper. Lock it away, apart from this computer.")
            return True
        print(wrong)
    return False


def _line(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        return ""


def _check(asked: argparse.Namespace) -> int:
    """Check protocol, script, breath, instrument, scenario and playlist files, or folders of them. Every problem is
    named with its place. A playlist may lead into its own folder, and into those that were added to the library; a
    protocol may name a script that ships, one of the practice's own, and one that is checked with it. A scenario has to
    go with a protocol that ships or with one of the practice's own."""
    from kapguide.check import check_file, files_in, scripts_among
    from kapguide.usecases.shipped.protocols import protocols_of
    from kapguide.usecases.shipped.scripts import scripts_of

    home = default_home()
    files: list[Path] = []
    for path in asked.paths:
        found = list(files_in(path))
        if not found:
            raise KapGuideError(
                f"{path} holds nothing that can be checked: protocols, scripts, breath, instruments, scenarios or "
                "playlists."
            )
        files += found
    wrong, folders = 0, _library_folders(home)
    known = {name: each.script for name, each in scripts_of(home).known.items()} | scripts_among(files)
    protocols = tuple(protocols_of(home).known.values())
    for file in files:
        said = check_file(file, folders, known, protocols)
        wrong += bool(said)
        print(said or f"{file.name}: good")
    return 1 if wrong else 0


def _library_folders(home: Home) -> tuple[Path, ...]:
    """The folders that were added to the library; none where there is no library."""
    if not home.library.exists():
        return ()
    from kapguide.audio.library.library import Library

    library = Library(home.library)
    try:
        return tuple(Path(folder) for folder in library.folders())
    finally:
        library.close()


def _library(asked: argparse.Namespace) -> int:
    """Take folders of music into the library, or list it. A window that is open sees it when it is opened again."""
    from kapguide.audio.library.facts import minutes, shown
    from kapguide.audio.library.library import Library

    home = default_home() if asked.do == "list" else default_home().make()
    with contextlib.closing(Library(home.library)) as library:
        if asked.do == "add":
            report = library.import_([library.add_folder(folder) for folder in asked.folders]).wait()
            assert report is not None
            print(f"{report.found} files: {report.scanned} scanned, {report.unchanged} known, {len(report.bad)} bad.")
            said = [*report.notes, *(entry.reason for entry in report.bad)]
        else:
            for entry in library.search():
                print(f"{minutes(entry.facts.length_s):>7}  {shown(entry.title)}  {shown(entry.path)}")
            said = [entry.reason for entry in library.bad()]
        print(*said, sep="\n", end="\n" * bool(said))
        if asked.do == "add" and not library.save():
            raise KapGuideError(library.trouble)
    return 1 if said else 0


def _export(asked: argparse.Namespace) -> int:
    from kapguide.store.failures import Unwritable
    from kapguide.store.file.lock import AlreadyOpen
    from kapguide.store.keys.vault import unlock
    from kapguide.store.records import Store
    from kapguide.usecases.documents import export_note
    from kapguide.usecases.exports import NotWrittenDown

    home = _home(asked)
    keys = unlock(home.vault, _demo_or_asked(asked))
    try:
        store = Store.open(home, keys)  # what leaves the record is written down in it
    except (AlreadyOpen, Unwritable):  # it waits for the next start, beside a window or on a medium that takes nothing
        store = Store.open(home, keys, read_only=True)
    try:
        print(export_note(store, _session_id(store, asked.session), asked.format, asked.out, datetime.now(UTC)))
    except NotWrittenDown as error:  # what was asked for is there: a record on a medium that takes nothing can be read
        print(error.path)
        print(error.sentence, file=sys.stderr)
    finally:
        store.close()
    return 0


def _verify(asked: argparse.Namespace) -> int:
    """Check the file, its audit chain, its anchor and every session. Changes nothing; works beside a running window."""
    from kapguide.store.file.database import lock_keys_alone
    from kapguide.store.keys.vault import unlock
    from kapguide.store.records import Store

    lock_keys_alone()
    home = _home(asked)
    store = Store.open(home, unlock(home.vault, _demo_or_asked(asked)), read_only=True)
    try:
        report = store.verify()
    finally:
        store.close()
    print(
        f"{report.clients} clients, {report.sessions} sessions, {report.events} entries, {report.audit_rows} audit rows"
    )
    for sentence in (*report.problems, *report.notices):
        print(sentence)
    print("Problems were found. Keep this folder as it is, and take the last backup." if report.problems else "Whole.")
    return 1 if report.problems else 0


def _doctor(asked: argparse.Namespace) -> int:
    """Say what this computer has of what KapGuide needs: versions, sound, decoders, store, screens, fonts."""
    from kapguide.doctor import examine

    if asked.screens:
        from kapguide import app

        print(json.dumps(app.screens()))
        return 0
    findings = examine(default_home())
    if asked.json:
        print(json.dumps(findings, indent=1, ensure_ascii=False))
    else:
        for part, finding in findings.items():
            print(f"{part}: {'good' if finding['ok'] else 'NOT GOOD'}")
            for name, value in finding.items():
                if name != "ok":
                    print(f"  {name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    needed = ("versions", "store", "decoders", "fonts")
    return 0 if all(findings[part]["ok"] for part in needed) else 1


def _demo_or_asked(asked: argparse.Namespace) -> str:
    from kapguide.usecases.demonstration import demo

    return demo.PASSPHRASE if asked.demo else asked_passphrase(asked)


def _session_id(store: "Store", wanted: str) -> str:
    """The id of the session that was named. Raises KapGuideError listing some that exist, or those that are meant: two
    copies of a practice that were merged may both have begun a session of that code and number."""
    rows = [summary.row for summary in store.sessions()]
    found = rows[:1] if wanted == "last" else [r for r in rows if wanted in (r.id, f"{r.client_code}/{r.number}")]
    if len(found) > 1:
        each = ", ".join(f"{row.id} of {row.started_at.astimezone():%a %d %b %Y, %H:%M}" for row in found)
        raise KapGuideError(f"{len(found)} sessions are called {wanted}. Name the one that is meant by its id: {each}.")
    if found:
        return str(found[0].id)
    known = ", ".join(f"{row.client_code}/{row.number}" for row in rows[:8]) or "none yet"
    raise KapGuideError(f"There is no session “{wanted[:40]}”. The record holds: {known}.")
