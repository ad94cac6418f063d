"""The tool: from what was typed to the exit code."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TextIO

from common.connection import Connection
from common.contract import TOOLS, Role
from common.errors import SettingsError
from common.program import Given
from common.runtime import utc
from common.spots import Detectors
from p5_monitor.conformance import p1, p2, p3, p4, p5, p6, p7
from p5_monitor.conformance.finding import Finding, Verdict
from p5_monitor.conformance.hold import Hold
from p5_monitor.conformance.module_api import ModuleApi
from p5_monitor.conformance.report import Report
from p5_monitor.conformance.scripts import Play
from p5_monitor.conformance.stage import AnotherSpoke, CutOff, LotLives, Stage
from p5_monitor.conformance.words import KitWords, kit_words
from p5_monitor.language import language
from p5_monitor.mqtt_probe import Probe, Unreachable
from p5_monitor.settings import CheckSettings, MonitorSettings

FITS, DEVIATES, LIVES, INTERRUPTED = 0, 1, 2, 130

# Who says something within this lives here; who speaks less often is known by his promise to speak again.
LOOK_SECONDS = 2.5

# Whose check may move a barrier, and how it is said.
MOVES = {Role.P2: "arm_may_move", Role.P3: "arm_moves", Role.P7: "arm_may_move"}

Script = Callable[[Play], Iterator[Finding]]

SCRIPTS: Mapping[Role, Script] = {
    Role.P1: p1.check,
    Role.P2: p2.check,
    Role.P3: p3.check,
    Role.P4: p4.check,
    Role.P5: p5.check,
    Role.P6: p6.check,
    Role.P7: p7.check,
}


@dataclass(frozen=True)
class Kit:
    """What is checked, and where.

    ``url``: of its HTTP interface, if it has one; ``look_seconds``: how long we look whether a lot lives here.
    """

    role: Role
    connection: Connection
    detectors: Detectors
    url: str = ""
    look_seconds: float = LOOK_SECONDS


def check(given: Given[MonitorSettings]) -> int:
    """Plays the others' part against one running module, P1 to P7, and says how it fits the table."""
    words = kit_words(language())
    role = _role_in(given.arguments, words.usage)
    urls = given.sources.load(CheckSettings)
    url = {Role.P6: urls.p6_url, Role.P7: urls.p7_url}.get(role, "")
    kit = Kit(role, given.common.connection(Role.P5), given.common.detectors, url)
    return run(kit, report_on(kit, words, sys.stdout))


def report_on(kit: Kit, words: KitWords, stream: TextIO) -> Report:
    """What will be said of this module."""
    broker = kit.connection.broker
    blanks = {
        "role": kit.role.value,
        "client_id": kit.role.client_id,
        "broker": f"{broker.host}:{broker.port}",
        "prefix": kit.connection.prefix,
        "url": kit.url,
    }
    return Report(words, stream, blanks)


def run(kit: Kit, report: Report) -> int:
    """Checks one module.

    Returns:
        0: it fits; 1: it deviates, or nobody is there; 2: a lot lives here; 130: interrupted.
    """
    try:
        report.tell("begins")
        with Probe(kit.connection.broker, TOOLS.client_id("check")) as probe:
            answer = probe.connect()
            if answer.refused:
                raise Unreachable(answer.text)  # noqa: TRY301  both are one to the reader
            return _play(kit, probe, report)
    except Unreachable as error:
        report.tell("unreachable", reason=str(error))
        return DEVIATES
    except CutOff as error:
        report.tell("cut_off", reason=str(error))
        return DEVIATES
    except SystemExit:  # Ctrl-C, as common.program takes it
        report.tell("interrupted")
        return INTERRUPTED


def _play(kit: Kit, probe: Probe, report: Report) -> int:
    stage = Stage(probe, kit.connection.prefix, kit.role)
    hold = Hold(kit.connection.broker, kit.role.client_id, report.tell)
    api = ModuleApi(kit.url)
    try:
        with _a_lot_for_itself(kit, stage, report):
            for finding in _found(Play(stage, hold, kit.detectors, api), kit.role):
                report.row(finding)
    except LotLives as lives:
        report.tell("lot_lives", others=", ".join(f"{role} ({what})" for role, what in lives.found.items()))
        return LIVES
    finally:
        api.close()
        _tidy(stage, report)
    report.sum_up()
    return DEVIATES if report.has_failures else FITS


@contextmanager
def _a_lot_for_itself(kit: Kit, stage: Stage, report: Report) -> Iterator[None]:
    """Nobody else is here, and no barrier that says nothing while nobody orders it hears what is said.

    Raises:
        LotLives: somebody is.
    """
    with ExitStack() as kept_away:
        try:
            stage.open(kit.look_seconds, utc)
            if kit.role in MOVES and kit.role is not Role.P3:
                barrier = Hold(kit.connection.broker, Role.P3.client_id, report.tell)
                kept_away.enter_context(barrier.kept_away(stage, Role.P3))
        except AnotherSpoke as another:
            raise LotLives({another.role: another.sent.topic}) from another
        if kit.role in MOVES:
            report.tell(MOVES[kit.role])
        yield


def _found(play: Play, role: Role) -> Iterator[Finding]:
    """The script's findings, until somebody else speaks."""
    try:
        yield from SCRIPTS[role](play)
    except AnotherSpoke as another:
        sent = another.sent
        yield play.stage.finding("own_rows", Verdict.FAILS, [sent], details={"other": another.role.value})


def _tidy(stage: Stage, report: Report) -> None:
    for said in stage.close():
        payload = said.payload.decode()
        report.tell("not_undone" if payload else "left_behind", topic=said.topic, payload=payload)
    if stage.passed_over:
        report.tell("passed_over", number=str(stage.passed_over))


def _role_in(arguments: Sequence[str], usage: str) -> Role:
    """Whom to check.

    Raises:
        SettingsError: what was typed is none of the seven.
    """
    typed = arguments[0].upper() if len(arguments) == 1 else ""
    if typed not in list(Role):
        raise SettingsError(f"check: {usage}")
    return Role(typed)
