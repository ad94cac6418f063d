"""Every check, in order; each finding is told as soon as it is made."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from common.connection import Connection
from common.contract import Role
from common.spots import Detectors
from p5_monitor.doctor.conversation import CLIENT_ID, LISTEN_SECONDS, Conversation
from p5_monitor.doctor.encryption import Door, shake_hands
from p5_monitor.doctor.network import is_here, knock, looked_up
from p5_monitor.doctor.patience import Patience
from p5_monitor.mqtt_probe import Probe
from p5_monitor.rules.diagnosis import (
    Check,
    Finding,
    Level,
    client_ids_used,
    cut_off,
    filters_answered,
    greeted,
    knocked,
    modules_counted,
    name_looked_up,
    not_encrypted,
    offered,
    orders_kept,
    queue_not_tried,
    queue_tried,
    shaken_hands,
    travelled,
)

# All of it takes less than 20 s, whatever hangs.
SECONDS = 18.0

# A broker that fails here has nothing to gain from 2 000 messages more.
_BEFORE_A_BURST = {Check.ROUND_TRIP, Check.TOPICS}


@dataclass(frozen=True)
class Case:
    """What is examined.

    ``loads_it``: 2 000 messages are sent also to a broker that is not on this machine. ``listen_seconds``: how long the
    lot is heard.
    """

    connection: Connection
    detectors: Detectors
    loads_it: bool = False
    listen_seconds: float = LISTEN_SECONDS


def examine(case: Case, patience: Patience) -> Iterator[Finding]:
    """Makes every check, until one fails without which the next cannot be made."""
    broker = case.connection.broker
    resolution = looked_up(broker.host, patience)
    yield (found := name_looked_up(resolution))
    if found.ends_it:
        return
    knocks = knock(resolution.addresses, broker.port, patience)
    yield (found := knocked(knocks, broker.port))
    if found.ends_it:
        return
    address = knocks[-1].address
    encryption = _encryption(case.connection, address, patience)
    yield from encryption
    if not any(each.ends_it for each in encryption):
        yield from _conversation(case, Conversation(case.connection, address, patience), address)


def _encryption(connection: Connection, address: str, patience: Patience) -> list[Finding]:
    broker = connection.broker
    if not broker.tls:
        return [not_encrypted(is_here=is_here(address), has_password=broker.password is not None)]
    return shaken_hands(shake_hands(Door(broker, address), patience))


def _conversation(case: Case, conversation: Conversation, address: str) -> Iterator[Finding]:
    with Probe(case.connection.broker, CLIENT_ID, address=address) as probe:
        yield (found := greeted(conversation.greet(probe)))
        if found.ends_it:
            return
        yield offered(probe.offers)
        is_sound = True
        for each in _lot(case, conversation, probe):
            yield each
            is_sound &= each.level is not Level.FAIL or each.check not in _BEFORE_A_BURST
        if not probe.is_connected:
            yield cut_off(probe.ending)
            return
    if is_sound:
        loads_it = is_here(address) or case.loads_it
        yield queue_tried(conversation.burst()) if loads_it else queue_not_tried()


def _lot(case: Case, conversation: Conversation, probe: Probe) -> Iterator[Finding]:
    """What is said on the broker, as far as it answers."""
    asked = conversation.ask(probe)
    if not asked.answers:
        yield from [filters_answered(asked, {})] if probe.is_connected else []
        return
    trips = conversation.travel(probe)
    if not probe.is_connected:
        return
    yield travelled(trips)
    listening = conversation.listen(probe, case.detectors, case.listen_seconds)
    listened = listening.listened(time.monotonic())
    yield filters_answered(asked, listening.heard_on)
    yield from orders_kept(listening.orders_kept)
    yield listening.clocks.compared()
    yield client_ids_used(listened, {role.value: role.client_id for role in Role})
    yield modules_counted(listened, case.connection.prefix)
