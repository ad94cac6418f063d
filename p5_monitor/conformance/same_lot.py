"""Whether the interface at an address is that of the module under check.

An order to another one would move somebody else's barrier.
"""

from collections.abc import Callable
from secrets import token_hex

from common.messages import Forgotten, SpotStatus
from p5_monitor.conformance.module_api import NOBODY, HttpAnswer
from p5_monitor.conformance.scripts import Play

# It is on the disk, or on the page, within milliseconds; a card may be slow.
SHOWN_SECONDS = 4.0


def is_of_this_lot(play: Play, shows: Callable[[str], bool]) -> bool:
    """Says something on the lot under check that nobody says anywhere else, and looks whether it is shown there.

    Args:
        play: what it plays with.
        shows: whether the interface shows a spot of this id.
    """
    spot_id = f"CHECK-{token_hex(6)}"
    play.stage.say(SpotStatus(id=spot_id, status="UNKNOWN"))
    is_shown = play.stage.wait_until(lambda: shows(spot_id), SHOWN_SECONDS)
    play.stage.say(Forgotten(SpotStatus, spot_id))
    return is_shown


def tell_of(play: Play, answer: HttpAnswer) -> None:
    """Why it cannot be asked for anything."""
    if answer.status == NOBODY:
        play.hold.tell("url_silent")
    elif answer.is_yes:
        play.hold.tell("url_elsewhere")
    else:
        play.hold.tell("url_answers", status=str(answer.status), detail=answer.detail)
