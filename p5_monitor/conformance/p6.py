"""P6 records everything and asks for new places; we are P1, and a person who asks it."""

from collections.abc import Iterator
from secrets import token_hex

from common.contract import address_of
from common.messages import Forgotten, NewSpot, SpotStatus
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless, noted_unless
from p5_monitor.conformance.form import is_of
from p5_monitor.conformance.reading import word_in
from p5_monitor.conformance.scripts import ANSWER_SECONDS, SPOT, Play, form, throw_rubbish
from p5_monitor.mqtt_probe import Sent

SPOT_TOPIC = address_of(Forgotten(SpotStatus, SPOT))

SPOTS = "/api/v1/spots"
EVENTS = "/api/v1/events?order=newest&limit=100"

# It is on the disk within milliseconds; a card may be slow.
RECORDED_SECONDS = 4.0
LOOK_AGAIN_SECONDS = 0.1

PERSON_SECONDS = 20.0


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    history = History(play)
    if not history.takes_orders():
        yield from _by_hand(play, history)
        return
    yield history.asked
    yield history.asked_to_remove()
    if history.can_be_read:
        yield from history.recorded()
    else:
        yield Finding("p6.records", Verdict.NOTE, hint="p6.records_unseen", details={"url": play.api.url})
    yield from play.hold.come_back(play.stage, history.still_answers)
    yield from form(play)


def _by_hand(play: Play, history: "History") -> Iterator[Finding]:
    """It has no API that we know: a person must make it speak."""
    returns = list(play.hold.come_back_unasked(play.stage))
    if returns[0].row != "absent":
        throw_rubbish(play.stage, SpotStatus, SPOT_TOPIC)
        play.hold.tell("asks_for_new_spot")
        yield history.triggered(PERSON_SECONDS)
    yield from returns
    yield from form(play)


class History:
    """P6, through its API.

    Args:
        play: what it plays with.
    """

    def __init__(self, play: Play) -> None:
        self._stage = play.stage
        self._api = play.api
        self.can_be_read = False
        self.asked = Finding("p6.new_spot", Verdict.NOTE)

    def takes_orders(self) -> bool:
        """Whether it can be asked for a place; then it was."""
        self.can_be_read = "events" in self._api.get(EVENTS).content
        self._stage.begin()
        if not self._api.post(SPOTS, {"id": SPOT}).is_yes:
            return False
        self.asked = self.triggered(ANSWER_SECONDS)
        # It asks again until somebody answers.
        self._stage.say(SpotStatus(id=SPOT, status="UNKNOWN"))
        return bool(self.asked.came)

    def triggered(self, seconds: float) -> Finding:
        """Whether it asks for a place within so many seconds."""
        came = self._stage.answer(is_new_spot, seconds)
        return Finding("p6.new_spot", noted_unless(came is not None), came=[came] if came else [])

    def asked_to_remove(self) -> Finding:
        """The place is to go again."""
        self._stage.begin()
        self._api.delete(f"{SPOTS}/{SPOT}")
        came = self._stage.answer(lambda sent: word_in(sent.payload, "cmd") == "REMOVE", ANSWER_SECONDS)
        self._stage.say(Forgotten(SpotStatus, SPOT))
        return Finding("p6.remove", noted_unless(came is not None), came=[came] if came else [])

    def recorded(self) -> Iterator[Finding]:
        """Whether what was said is in the history, also what breaks the contract."""
        self._stage.begin()
        good = f'{{"id": "{SPOT}", "status": "UNKNOWN", "check": "{token_hex(4)}"}}'
        yield self._is_recorded("p6.records", good)
        self._stage.begin()
        bad = f'{{"spot_id": "{SPOT}", "check": "{token_hex(4)}"}}'
        yield self._is_recorded("p6.records_bad", bad)
        throw_rubbish(self._stage, SpotStatus, SPOT_TOPIC)
        yield self._stage.finding("survives", fails_unless(self.still_answers()), seen="in_history")

    def still_answers(self) -> bool:
        """Whether it still hears, as far as its API shows that."""
        self._stage.begin()
        if self.can_be_read:
            again = f'{{"id": "{SPOT}", "status": "UNKNOWN", "check": "{token_hex(4)}"}}'
            return self._is_recorded("p6.records", again).verdict is Verdict.FITS
        return self.takes_orders()

    def _is_recorded(self, row: str, payload: str) -> Finding:
        self._stage.say_bytes(SPOT_TOPIC, payload.encode())
        for _ in range(int(RECORDED_SECONDS / LOOK_AGAIN_SECONDS)):
            if payload in self._payloads():
                return self._stage.finding(row, Verdict.FITS, seen="in_history")
            self._stage.listen(LOOK_AGAIN_SECONDS)
        return self._stage.finding(row, Verdict.FAILS)

    def _payloads(self) -> list[object]:
        events = self._api.get(EVENTS).content.get("events")
        return [each.get("payload") for each in events if isinstance(each, dict)] if isinstance(events, list) else []


def is_new_spot(sent: Sent) -> bool:
    """Anything that is said where new places are asked for."""
    return is_of(NewSpot, sent) and sent.payload != b""
