"""Rehearsals without a window: one with all that it leaves in a folder, or many with a report over them."""

import queue
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from kapguide.audio.library.library import Library
from kapguide.audio.planning.director import Director
from kapguide.audio.player.player import Report
from kapguide.audio.playlists.playlist import Playlist
from kapguide.export.debrief_forms import DEBRIEF_FORMS
from kapguide.export.files import write_export
from kapguide.export.forms import FORMS
from kapguide.export.noting.generate import generate_note
from kapguide.export.runs import runs_csv, runs_lines, runs_markdown
from kapguide.paths import Home, private_folder
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.hands import Means
from kapguide.rehearsal.kept_file import encode_rehearsal
from kapguide.rehearsal.outcome import RunOutcome, outcome_of
from kapguide.rehearsal.policy import Policy
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scripted_run import play_out
from kapguide.rehearsal.tally import study
from kapguide.rehearsal.therapist import ScriptedTherapist
from kapguide.session import commands as c
from kapguide.session.engine import encode_all
from kapguide.session.wording import clock_span
from kapguide.settings import read_settings
from kapguide.spans import MINUTE
from kapguide.usecases.documents import rehearsal_report, write_document
from kapguide.usecases.music import chosen_music
from kapguide.usecases.outputs import sound_player
from kapguide.usecases.player_reports import command_of
from kapguide.usecases.rehearsing.dying_player import DyingPlayer
from kapguide.usecases.rehearsing.many_runs import AFTERNOON, NAME, PlannedRun, order_of, run_all, scripted_run
from kapguide.usecases.rehearsing.rehearsal_files import SUFFIX
from kapguide.usecases.rehearsing.scripted_means import means_of


def rehearse(home: Home, plan: PlannedRun, policy: Policy, speed: float, seed: int, out: Path) -> Iterator[str]:
    """Play a scenario at `speed` (0: as fast as it goes, without sound); yields what to tell the person."""
    means = means_of(home)
    began = time.perf_counter()
    if speed == 0:
        run, refused = scripted_run(plan, policy, seed, means)
    else:
        run, refused = _played_aloud(home, plan, policy, speed, seed, means)
    took = time.perf_counter() - began
    record = run.record()
    outcome = outcome_of(record, policy.id, refused)
    yield (
        f"{plan.scenario.title} with {plan.protocol.title}, {policy.title}: {outcome.lasted / MINUTE:.0f} min, "
        f"{outcome.entries} entries, in {took:.2f} s"
    )
    yield from _told(plan, outcome)
    name = f"rehearsal-{plan.scenario.id}-{policy.id}-seed-{seed}"
    report = rehearsal_report(run.session, run.clock.now().utc)
    note = generate_note(report)
    yield f"Rehearsal: {write_export(out, f'{name}{SUFFIX}', encode_rehearsal(record))}"
    yield f"Log:  {write_export(out, f'{name}.jsonl', encode_all(run.session.log))}"
    for form in sorted(FORMS):
        yield f"Note: {write_document(report, note, form, out)}"
    debrief = debrief_of(record)
    for ending, made in DEBRIEF_FORMS.items():
        data = made.write(record, debrief, run.clock.now().utc)
        yield f"Debrief: {write_export(out, f'{name}-debrief.{ending}', data)}"


def _told(plan: PlannedRun, outcome: RunOutcome) -> Iterator[str]:
    """What was asked for, and when it was seen."""
    for turn in plan.scenario.turns:
        if turn.id not in outcome.happened:
            continue
        for wanted in turn.asks:
            after = outcome.met.get(wanted.id)
            seen = f"seen after {clock_span(after)}" if after is not None else "not seen in this run"
            yield f"  {turn.title}: {wanted.title}, {seen}"
    if not outcome.over:
        yield "  The run ended before the scenario did."


class RunsReport(msgspec.Struct, frozen=True):
    """What many runs came to: lines for the person, and whether anything did not hold that must."""

    lines: tuple[str, ...]
    broken: bool


def rehearse_many(
    home: Home,
    plans: Sequence[PlannedRun],
    policies: Sequence[Policy],
    seeds: range,
    out: Path,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> RunsReport:
    """Play each scenario by each policy with each seed; the report is written to `out`, in two forms."""
    order = order_of(plans, policies, seeds, means_of(home))
    began = time.perf_counter()
    done = run_all(order, lambda count: told(count, len(order.jobs)))
    took = time.perf_counter() - began
    studies = []
    for place, plan in enumerate(plans):
        runs = [each.outcome for each in done if each.job[0] == place and each.outcome is not None]
        studies += [study(plan.scenario, runs)] if runs else []
    lines = [*runs_lines(studies), f"{len(done)} runs in {took:.1f} s, {1000 * took / len(done):.0f} ms each."]
    broken = [each for each in done if each.broken]
    for each in broken:
        where = f"{plans[each.job[0]].scenario.id}, {policies[each.job[1]].id}, seed {each.job[2]}"
        lines.append(f"{where}: {'; '.join(each.broken)}. This is a fault of the program.")
    name = plans[0].scenario.id if len(plans) == 1 else "all"
    stem = f"rehearsals-{name}-{len(done)}-runs-seed-{seeds.start}"
    lines.append(f"Report: {write_export(out, f'{stem}.md', runs_markdown(studies).encode())}")
    lines.append(f"Table:  {write_export(out, f'{stem}.csv', runs_csv(studies))}")
    return RunsReport(tuple(lines), bool(broken))


def _music(home: Home, name: str) -> Playlist:
    """The playlist as a session would play it."""
    library = Library(home.library) if home.library.exists() else None
    try:
        return chosen_music(name, library).playlist
    finally:
        if library is not None:
            library.close()


def _played_aloud(
    home: Home, plan: PlannedRun, policy: Policy, speed: float, seed: int, means: Means
) -> tuple[RehearsalRun, int]:
    """Play with sound, in a sound process of the rehearsal's own. No line is said by a voice: none is recorded here."""
    settings = read_settings(home.settings)
    said: queue.Queue[c.Command] = queue.Queue()

    def hear(report: Report) -> None:
        command = command_of(report)
        if command is not None:
            said.put(command)

    run = RehearsalRun(plan.scenario, plan.protocol, seed=seed, trainee=NAME, speed=speed, began=AFTERNOON)
    therapist = ScriptedTherapist(policy, seed, plan.scenario, msgspec.structs.replace(means, lines={}), NAME)

    def passing(ms: int) -> None:
        try:
            run.session.send(said.get(timeout=run.clock.wait_ms(ms) / 1000))
        except queue.Empty:
            run.tick()

    with tempfile.TemporaryDirectory(prefix="kapguide-") as folder:
        player = sound_player(private_folder(Path(folder) / "sound"), hear, settings, kind=DyingPlayer)
        assert isinstance(player, DyingPlayer)
        run.faults.follow(player.fault)
        player.start()
        try:
            director = Director(player, _music(home, settings.sound.playlist), settings.sound)
            run.begin()
            run.session.heard_by(director.follow)
            director.follow(run.session.state, tuple(run.session.log))
            return run, play_out(run, therapist, passing)
        finally:
            player.close()
