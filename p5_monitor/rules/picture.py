"""What P5 knows, frozen: the main thread replaces it whole, the table and the API read it from their own threads.

Durations are seconds at the moment the picture was made; times of day (``at``) are RFC 3339.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

# As it says of itself: online, offline. Judged from its traffic: heard, silent (it broke its promise to repeat itself).
Presence = Literal["online", "offline", "heard", "silent", "unknown"]
Basis = Literal["presence", "traffic", "itself"]


@dataclass(frozen=True)
class Standing:
    """Whether a module is there, and what tells us so."""

    presence: Presence
    basis: Basis


@dataclass(frozen=True)
class Word:
    """The last thing that a module said. ``retained``: a copy that the broker kept, of unknown age."""

    topic: str
    text: str
    at: str
    age_seconds: float
    retained: bool


@dataclass(frozen=True)
class Rejection:
    """A message that broke the contract, and why."""

    topic: str
    reason: str
    at: str
    age_seconds: float


@dataclass(frozen=True)
class Returned:
    """How often a module came back since we watch, and how many seconds ago it last did (null: never)."""

    times: int
    seconds: float | None


@dataclass(frozen=True)
class Module:
    """One of the seven. Copies that the broker kept count as rejected if they are, and for nothing else.

    ``heard_seconds``: since it last spoke (null: never, as far as we heard). ``per_second``: messages, over the last
    minute. ``missing``: numbers that it gave to messages which never came.
    """

    standing: Standing
    returned: Returned
    heard_seconds: float | None
    last_word: Word | None
    messages: int
    bytes: int
    per_second: float
    rejected: int
    last_rejection: Rejection | None
    missing: int


@dataclass(frozen=True)
class Outside:
    """What was said on topics that stand in nobody's row."""

    messages: int
    last: Rejection | None


@dataclass(frozen=True)
class Latency:
    """How long a step of the chain took, as P5 hears it: last, and worst of the last minute (null: not seen)."""

    last_seconds: float | None
    worst_seconds: float | None


@dataclass(frozen=True)
class LastBarrier:
    """What the barrier said last, and how long ago anybody vouched for it (null: before we came)."""

    state: str
    reason: str | None
    age_seconds: float | None


class Kind(StrEnum):
    """What can be wrong; ``alarm_words`` has a text and a hint for each."""

    BROKER_GONE = "broker_gone"
    NOT_SUBSCRIBED = "not_subscribed"
    MODULE_OFFLINE = "module_offline"
    MODULE_SILENT = "module_silent"
    CLIENT_ID_TWICE = "client_id_twice"
    SPOT_SILENT = "spot_silent"
    SPOT_FLAPPING = "spot_flapping"
    SPOT_STUCK = "spot_stuck"
    SAME_PLACE_TWICE = "same_place_twice"
    DETECTOR_STUCK = "detector_stuck"
    NO_OPEN = "no_open"
    OPEN_WITHOUT_OPENED = "open_without_opened"
    OPEN_TOO_LONG = "open_too_long"
    FORCED_OPEN = "forced_open"
    BARRIER_FAULT = "barrier_fault"
    TWO_PUBLISHERS = "two_publishers"
    SCHEMA_VIOLATION = "schema_violation"
    OUTSIDE_CONTRACT = "outside_contract"
    RETAINED_COMMAND = "retained_command"


@dataclass(frozen=True)
class Alarm:
    """Something that is wrong: ``kind`` and ``subject`` (which module, spot or topic) tell it from others.

    ``age_seconds``: since it was raised; ``raised_at``: when that was, on the clock of the rules.
    """

    kind: Kind
    subject: str
    details: Mapping[str, str]
    age_seconds: float
    raised_at: float = 0.0


@dataclass(frozen=True)
class Picture:
    """The lot. ``count`` and ``barrier`` are null when nobody vouches for them.

    ``hears``: the broker granted our subscriptions; ``refused``: those that it did not, with their prefix.
    ``alarms_raised``: how many of each kind since the start, over or not.

    ``last_barrier``: also while P3 or the broker is away (null: nobody ever said where the arm is).

    ``topics_watched`` are those whose numbers are looked after; ``topics_dropped``: how often one had to make room;
    ``spots_dropped``: how often a spot had to, among those that the alarms look after.
    """

    connected: bool
    hears: bool
    refused: tuple[str, ...]
    count: int | None
    barrier: str | None
    barrier_reason: str | None
    last_barrier: LastBarrier | None
    modules: Mapping[str, Module]
    outside: Outside
    status_to_count: Latency
    arrival_to_open: Latency
    open_to_opened: Latency
    alarms: tuple[Alarm, ...]
    alarms_raised: Mapping[Kind, int]
    topics_watched: int
    topics_dropped: int
    spots_dropped: int
