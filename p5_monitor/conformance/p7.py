"""P7 shows the lot and passes on the operator's orders; we are the operator."""

from collections.abc import Iterator

from common.contract import address_of
from common.messages import Forgotten, Override, SpotStatus
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless, noted_unless
from p5_monitor.conformance.form import is_of
from p5_monitor.conformance.reading import word_in
from p5_monitor.conformance.same_lot import is_of_this_lot, tell_of
from p5_monitor.conformance.scripts import ANSWER_SECONDS, SPOT, Play, form, throw_rubbish
from p5_monitor.mqtt_probe import Sent

SPOT_TOPIC = address_of(Forgotten(SpotStatus, SPOT))

OVERRIDE = "/api/v1/override"
STREAM = "/api/v1/stream"

PERSON_SECONDS = 20.0

# A barrier that was kept away comes back within this (ours in 0.5 to 1 s), and ends the check.
BARRIER_SECONDS = 1.5


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    stage = play.stage
    operator = Operator(play)
    forces = operator.forces() if operator.is_of_this_lot() else None
    if forces is None:
        yield from _by_hand(play, operator)
        return
    yield forces
    yield operator.orders("p7.releases", "RELEASE")
    throw_rubbish(stage, SpotStatus, SPOT_TOPIC)
    survived = operator.orders("survives", "RELEASE")
    yield Finding("survives", fails_unless(bool(survived.came)), survived.sent, survived.came)
    yield from play.hold.come_back(stage, lambda: bool(operator.orders("reconnect", "RELEASE").came))
    yield from form(play)


def _by_hand(play: Play, operator: "Operator") -> Iterator[Finding]:
    """It has no page that we know: a person must make it speak."""
    is_there, *returns = play.hold.come_back_unasked(play.stage)
    yield is_there
    if is_there.row == "absent":
        return
    throw_rubbish(play.stage, SpotStatus, SPOT_TOPIC)
    play.hold.tell("asks_for_override")
    ordered = operator.ordered_by_hand()
    yield ordered
    yield from returns
    yield from form(play)
    if not ordered.came:
        yield Finding("unjudged", Verdict.FAILS)


class Operator:
    """Gives orders through P7's page.

    Args:
        play: what it plays with.
    """

    def __init__(self, play: Play) -> None:
        self._play = play
        self._stage = play.stage
        self._api = play.api

    def is_of_this_lot(self) -> bool:
        """Whether what is said here is shown there; tells why not."""
        answer = self._api.get(OVERRIDE)
        if answer.is_yes and is_of_this_lot(self._play, lambda spot_id: spot_id in self._api.first_event(STREAM)):
            return True
        tell_of(self._play, answer)
        return False

    def forces(self) -> Finding | None:
        """Holds the barrier open; None, and tells why, if that is not to be had."""
        self._stage.listen(BARRIER_SECONDS)
        # Whatever becomes of us: the barrier is given back.
        self._stage.undo_with(Override(cmd="RELEASE"))
        self._api.undo_with(lambda: self._api.post(OVERRIDE, {"cmd": "RELEASE"}))
        self._stage.begin()
        answer = self._api.post(OVERRIDE, {"cmd": "FORCE_OPEN"})
        if not answer.is_yes:
            tell_of(self._play, answer)
            return None
        if came := self._ordered("FORCE_OPEN"):
            return Finding("p7.forces", Verdict.FITS, came=[came])
        self._play.hold.tell("url_answers", status=str(answer.status), detail=answer.detail)
        return None

    def orders(self, row: str, cmd: str) -> Finding:
        """Presses a button, and waits for the order."""
        self._stage.begin()
        came = self._ordered(cmd) if self._api.post(OVERRIDE, {"cmd": cmd}).is_yes else None
        return Finding(row, noted_unless(came is not None), came=[came] if came else [])

    def ordered_by_hand(self) -> Finding:
        """Waits for a person to press it."""
        self._stage.begin()
        self._stage.undo_with(Override(cmd="RELEASE"))
        came = self._stage.answer(lambda sent: is_of(Override, sent) and sent.payload != b"", PERSON_SECONDS)
        return Finding("p7.forces", noted_unless(came is not None), came=[came] if came else [])

    def _ordered(self, cmd: str) -> Sent | None:
        return self._stage.answer(lambda sent: is_order(sent, cmd), ANSWER_SECONDS)


def is_order(sent: Sent, cmd: str) -> bool:
    """Whether it is this order, as far as it can be read."""
    return is_of(Override, sent) and word_in(sent.payload, "cmd") == cmd
