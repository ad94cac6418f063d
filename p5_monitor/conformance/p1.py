"""P1 tells where vehicles stand; we are P6, who asks for a new place."""

from collections.abc import Iterator
from dataclasses import replace

from common.contract import address_of
from common.messages import Forgotten, NewSpot, SpotStatus
from p5_monitor.conformance.finding import Finding, Verdict, fails_unless, noted_unless
from p5_monitor.conformance.scripts import SPOT, Play, address, form, said, throw_rubbish
from p5_monitor.mqtt_probe import Sent

SPOT_TOPIC = address_of(Forgotten(SpotStatus, SPOT))

# Who says only what changes has nothing to say for a while; ours repeats itself each minute, and at each return.
STATUS_SECONDS = 5.0

# A sensor that is started has something to say at once.
ANSWER_SECONDS = 2.0

# After this nobody is there: he neither spoke nor came back.
NOBODY_SECONDS = 1.0


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    stage = play.stage
    added = _asks_for_a_place(play)
    # Whoever has said nothing so far says it at his return.
    if not stage.heard and not play.hold.is_there(stage) and not _speaks(play, NOBODY_SECONDS):
        yield stage.finding("absent", Verdict.FAILS)
        return
    stage.begin()
    throw_rubbish(stage, NewSpot, address(NewSpot))
    again = list(_comes_back(play))
    yield from _says(play)
    yield added
    yield _asks_for_its_end(play)
    yield from again
    # A copy may be of anybody's, from last year; it is judged where nobody says anything else.
    yield from form(play, stage.heard or stage.kept)


def _says(play: Play) -> Iterator[Finding]:
    statuses = said(SpotStatus, [*play.stage.kept, *play.stage.heard])
    yield Finding("p1.says", fails_unless(bool(statuses)), came=statuses[:1])
    if statuses:
        at_entry = [sent for sent in statuses if sent.topic == address_of(Forgotten(SpotStatus, play.entry))]
        details = {"entry": play.entry}
        yield Finding("p1.detector", noted_unless(bool(at_entry)), came=at_entry[:1], details=details)


def _asks_for_a_place(play: Play) -> Finding:
    stage = play.stage
    stage.begin()
    stage.undo_with(NewSpot(id=SPOT, cmd="REMOVE"))
    stage.say(NewSpot(id=SPOT, cmd="ADD"))
    came = stage.answer(lambda sent: sent.topic == SPOT_TOPIC and sent.payload != b"", ANSWER_SECONDS)
    return stage.finding("p1.add", noted_unless(came is not None), [came] if came else [])


def _asks_for_its_end(play: Play) -> Finding:
    stage = play.stage
    stage.begin()
    stage.say(NewSpot(id=SPOT, cmd="REMOVE"))
    came = stage.answer(lambda sent: sent.topic == SPOT_TOPIC and sent.payload == b"", ANSWER_SECONDS)
    return stage.finding("p1.remove", noted_unless(came is not None), [came] if came else [])


def _comes_back(play: Play) -> Iterator[Finding]:
    """What it says at its return, before anybody asks, is as good as an answer."""
    stage = play.stage
    at_return: list[Sent] = []
    returns = play.hold.come_back(
        stage,
        lambda: bool(at_return) or _speaks(play, STATUS_SECONDS),
        returned=lambda: at_return.extend(stage.answers),
    )
    for finding in returns:
        yield replace(_excused(finding), came=finding.came or (at_return[:1] if finding.row == "reconnect" else ()))


def _excused(finding: Finding) -> Finding:
    """Nobody asks P1 anything: where nothing changes it may have nothing to say."""
    if finding.hint == "reconnect_deaf":
        return replace(finding, verdict=Verdict.NOTE, hint="p1.reconnect_quiet")
    return finding


def _speaks(play: Play, seconds: float) -> bool:
    return play.stage.answer(lambda _: True, seconds) is not None
