"""P5 watches; we are a lot in which something happens."""

from collections.abc import Iterator

from common.contract import address_of
from common.messages import Available, Forgotten, SpotStatus
from p5_monitor.conformance.finding import Finding, fails_unless
from p5_monitor.conformance.scripts import SPOT, Play, throw_rubbish

SPOT_TOPIC = address_of(Forgotten(SpotStatus, SPOT))


def check(play: Play) -> Iterator[Finding]:
    """The whole script."""
    stage = play.stage
    stage.begin()
    stage.say(SpotStatus(id=SPOT, status="FREE"), Available(count=1))
    throw_rubbish(stage, SpotStatus, SPOT_TOPIC)
    stage.say(SpotStatus(id=SPOT, status="OCCUPIED"), Available(count=0))
    returns = list(play.hold.come_back_unasked(stage))
    if returns[0].row != "absent":
        # At its return it might say something as well. Another role's message ends the check before this.
        stage.listen(1.0)
        yield stage.finding("p5.silent", fails_unless(not stage.heard))
    yield from returns
