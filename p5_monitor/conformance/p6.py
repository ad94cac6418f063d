"""P6 records everything and asks for new places; we are P1, and a person who asks it."""

from collections.abc import Iterator
from secrets import token_hex

from common.contract import address_of
from common.messages import Forgotten, NewSpot, SpotStatus
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless, noted_unless
from p5_monitor.conformance.form import is_of
from p5_monitor.conformance.reading import word_in
from p5_monitor.conformance.same_lot import is_of_this_lot, tell_of
from p5_monitor.conformance.scripts import ANSWER_SECONDS, SPOT, Play, form, throw_rubbish
from p5_monitor.mqtt_probe import Sent

SPOT_TOPIC = address_of(Forgotten(SpotStatus, SPOT))

SPOTS = "/api/v1/spots"
EVENTS = "/api/v1/events?order=newest&limit=100"

# It is on the disk within milliseconds; a card may be slow.
RECORDED_SECONDS = 4.0

PERSON_SECONDS = 20.0


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    history = History(play)
    if not history.is_of_this_lot():
        yield from _by_hand(play, history)
        return
    yield history.asked_to_add()
    yield history.asked_to_remove()
    yield from history.recorded()
    yield from play.hold.come_back(play.stage, history.still_records, seen="in_history")
    yield from form(play)


def _by_hand(play: Play, history: "History") -> Iterator[Finding]:
    """It has no API that we know: a person must make it speak."""
    is_there, *returns = play.hold.come_back_unasked(play.stage)
    yield is_there
    if is_there.row == "absent":
        return
    throw_rubbish(play.stage, SpotStatus, SPOT_TOPIC)
    play.stage.begin()
    asked = history.asked_by_hand()
    yield asked
    yield Finding("p6.records", Verdict.NOTE, hint="p6.records_unseen", details={"url": play.api.url})
    yield from returns
    yield from form(play)
    if not asked.came:
        yield Finding("unjudged", Verdict.FAILS)


class History:
    """P6, through its API.

    Args:
        play: what it plays with.
    """

    def __init__(self, play: Play) -> None:
        self._play = play
        self._stage = play.stage
        self._api = play.api

    def is_of_this_lot(self) -> bool:
        """Whether what is said here is written down there; tells why not."""
        answer = self._api.get(EVENTS)
        if "events" in answer.content and is_of_this_lot(self._play, self._has_heard_of):
            return True
        tell_of(self._play, answer)
        return False

    def asked_to_add(self) -> Finding:
        """A place is to be added."""
        self._stage.begin()
        self._api.undo_with(self._remove)
        answer = self._api.post(SPOTS, {"id": SPOT})
        if not answer.is_yes:
            self._api.undo_with(None)
            tell_of(self._play, answer)
            return self.asked_by_hand()
        asked = self._triggered(ANSWER_SECONDS)
        # It asks again until somebody answers.
        self._stage.say(SpotStatus(id=SPOT, status="UNKNOWN"))
        return asked

    def asked_by_hand(self) -> Finding:
        """A person makes it ask for one."""
        self._play.hold.tell("asks_for_new_spot")
        return self._triggered(PERSON_SECONDS)

    def _triggered(self, seconds: float) -> Finding:
        """Whether it asks for a place within so many seconds."""
        came = self._stage.answer(is_new_spot, seconds)
        return Finding("p6.new_spot", noted_unless(came is not None), came=[came] if came else [])

    def asked_to_remove(self) -> Finding:
        """The place is to go again."""
        self._stage.begin()
        self._remove()
        came = self._stage.answer(lambda sent: word_in(sent.payload, "cmd") == "REMOVE", ANSWER_SECONDS)
        self._stage.say(Forgotten(SpotStatus, SPOT))
        self._api.undo_with(None)
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
        yield self._stage.finding("survives", fails_unless(self.still_records()), seen="in_history")

    def still_records(self) -> bool:
        """Whether it still hears, as far as its API shows that."""
        self._stage.begin()
        again = f'{{"id": "{SPOT}", "status": "UNKNOWN", "check": "{token_hex(4)}"}}'
        return self._is_recorded("p6.records", again).verdict is Verdict.FITS

    def _remove(self) -> None:
        self._api.delete(f"{SPOTS}/{SPOT}")

    def _is_recorded(self, row: str, payload: str) -> Finding:
        self._stage.say_bytes(SPOT_TOPIC, payload.encode())
        if self._stage.wait_until(lambda: payload in self._payloads(), RECORDED_SECONDS):
            return self._stage.finding(row, Verdict.FITS, seen="in_history")
        return self._stage.finding(row, Verdict.FAILS)

    def _has_heard_of(self, spot_id: str) -> bool:
        return any(spot_id in payload for payload in self._payloads())

    def _payloads(self) -> list[str]:
        events = self._api.get(EVENTS).content.get("events")
        found = [each.get("payload") for each in events if isinstance(each, dict)] if isinstance(events, list) else []
        return [payload for payload in found if isinstance(payload, str)]


def is_new_spot(sent: Sent) -> bool:
    """Anything that is said where new places are asked for."""
    return is_of(NewSpot, sent) and sent.payload != b""
