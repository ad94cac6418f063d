"""What P5's rules are told, and what they want to be said."""

from dataclasses import dataclass

from common.messages import Forgotten, Message
from p5_monitor.rules.picture import Picture, Standing


@dataclass(frozen=True)
class Heard:
    """A fact: something was said under ``parking/``.

    ``role``: whose row of the table it is (None: nobody's). ``topic`` and ``text`` are printable and short.
    ``problem``: how it breaks the contract ("" if it keeps it); then there is no ``message``. ``number`` and ``sent``
    are the sender's, if he gives them.
    """

    role: str | None
    topic: str
    text: str
    at: str
    size: int
    retained: bool
    message: Message | Forgotten | None = None
    problem: str = ""
    number: int | None = None
    sent: str = ""


@dataclass(frozen=True)
class Flagged:
    """A fact: an order was sent with the retain flag; ``text`` is empty when such a one was cleared.

    ``topic``, ``text`` and ``by`` (who ordered, if he says so) are printable and short. ``expiry_seconds``: how long
    the broker still keeps it (None: for ever).
    """

    topic: str
    text: str
    by: str = ""
    expiry_seconds: int | None = None


@dataclass(frozen=True)
class PresenceChanged:
    """An action: say that a module came, went, or fell silent."""

    role: str
    standing: Standing


@dataclass(frozen=True)
class MessageRejected:
    """An action: say that a message broke the contract (``role``: whose row; None: nobody's)."""

    role: str | None
    topic: str
    reason: str


@dataclass(frozen=True)
class MinutePassed:
    """An action: sum up."""

    picture: Picture
