"""P6's rows of the table, and the history."""

from collections.abc import Sequence

from common.connection import Session
from common.contract import Rejected, Role, find
from common.messages import Connected, Disconnected, Forgotten, Listening, NewSpot, Received
from common.payload import decode
from common.service import Keeps, Performs, Publishes, Senses, Service, Subscribes, Wakes
from p6_backend.recorder import Recorder
from p6_backend.rules import (
    BeginSession,
    Committed,
    Heard,
    Record,
    Recording,
    Retire,
    Silences,
    SpotRequested,
    Wishes,
)

# A week away, and the broker still has what was said meanwhile, as far as its own limits go.
SESSION_SECONDS = 7 * 86_400

# Whatever anybody publishes is recorded, up to what one message may take of the memory.
LARGEST_PACKET = 16 * 1024 * 1024


def build(recording: Recording, wishes: Wishes, silences: Silences, recorder: Recorder) -> Service:
    """P6 hears everything, writes it down, and asks for places."""
    return Service(
        Role.P6,
        Subscribes(Received, recording.heard),
        Subscribes(Received, understood),
        Publishes(NewSpot),
        Keeps(Session(SESSION_SECONDS, recorder.has_room, LARGEST_PACKET)),
        Senses(Connected, recording.connected),
        Senses(Connected, silences.connected),
        Senses(Listening, recording.listening),
        Senses(Disconnected, recording.disconnected),
        Senses(Disconnected, silences.disconnected),
        Senses(Committed, recording.committed),
        Senses(SpotRequested, wishes.wished),
        Senses(Heard, wishes.heard),
        Senses(Heard, silences.heard),
        Wakes(recording.due, recording.time_passed),
        Wakes(wishes.due, wishes.time_passed),
        Wakes(silences.due, silences.time_passed),
        Performs(BeginSession, recorder.begin_session),
        Performs(Record, recorder.take),
        Performs(Retire, recorder.retire),
    )


def understood(received: Received, _: float) -> Sequence[Heard]:
    """What a message means to the rules; one that breaks the contract is recorded and means nothing."""
    found = find(received.topic)
    try:
        message = decode(received.topic, received.payload, received.properties)
    except Rejected:
        return []
    spot = found[1] if found and found[0].placeholder == "id" else ""
    exists = not isinstance(message, Forgotten)
    refresh = getattr(message, "refresh", None)
    return [Heard(received.topic, spot, exists, refresh, received.retained)]
