"""P7 shows the lot and passes on the operator's orders; we are the operator."""

from collections.abc import Iterator

from common.contract import address_of
from common.messages import Forgotten, Override, SpotStatus
from p5_monitor.conformance.finding import Finding, fails_unless, noted_unless
from p5_monitor.conformance.form import is_of
from p5_monitor.conformance.reading import word_in
from p5_monitor.conformance.scripts import ANSWER_SECONDS, SPOT, Play, form, throw_rubbish
from p5_monitor.mqtt_probe import Sent

SPOT_TOPIC = address_of(Forgotten(SpotStatus, SPOT))

OVERRIDE = "/api/v1/override"

PERSON_SECONDS = 20.0


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    stage = play.stage
    operator = Operator(play)
    forces = operator.orders("p7.forces", "FORCE_OPEN")
    if not forces.came:
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
    returns = list(play.hold.come_back_unasked(play.stage))
    if returns[0].row != "absent":
        throw_rubbish(play.stage, SpotStatus, SPOT_TOPIC)
        play.hold.tell("asks_for_override")
        yield operator.ordered_by_hand()
    yield from returns
    yield from form(play)


class Operator:
    """Gives orders through P7's page.

    Args:
        play: what it plays with.
    """

    def __init__(self, play: Play) -> None:
        self._stage = play.stage
        self._api = play.api

    def orders(self, row: str, cmd: str) -> Finding:
        """Presses a button, and waits for the order."""
        self._stage.begin()
        # Whatever becomes of us: the barrier is given back.
        self._stage.undo_with(Override(cmd="RELEASE"))
        is_taken = self._api.post(OVERRIDE, {"cmd": cmd}).is_yes
        came = self._stage.answer(lambda sent: is_order(sent, cmd), ANSWER_SECONDS) if is_taken else None
        return Finding(row, noted_unless(came is not None), came=[came] if came else [])

    def ordered_by_hand(self) -> Finding:
        """Waits for a person to press it."""
        self._stage.begin()
        came = self._stage.answer(lambda sent: is_of(Override, sent) and sent.payload != b"", PERSON_SECONDS)
        return Finding("p7.forces", noted_unless(came is not None), came=[came] if came else [])


def is_order(sent: Sent, cmd: str) -> bool:
    """Whether it is this order, as far as it can be read."""
    return is_of(Override, sent) and word_in(sent.payload, "cmd") == cmd
