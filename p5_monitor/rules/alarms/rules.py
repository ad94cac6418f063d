"""All that watches for trouble."""

from collections.abc import Iterator
from dataclasses import dataclass

from p5_monitor.rules.alarms.alarm import AlarmRule
from p5_monitor.rules.alarms.barrier_fault import BarrierFault
from p5_monitor.rules.alarms.client_id_twice import ClientIdTwice, Limits
from p5_monitor.rules.alarms.count_silent import CountSilent
from p5_monitor.rules.alarms.detector_stuck import DetectorStuck
from p5_monitor.rules.alarms.forced_open import ForcedOpen
from p5_monitor.rules.alarms.module_offline import ModuleOffline
from p5_monitor.rules.alarms.module_silent import ModuleSilent
from p5_monitor.rules.alarms.no_open import NoOpen
from p5_monitor.rules.alarms.on_their_way import OnTheirWay
from p5_monitor.rules.alarms.open_too_long import OpenTooLong
from p5_monitor.rules.alarms.open_without_opened import OpenWithoutOpened
from p5_monitor.rules.alarms.outside_contract import OutsideContract
from p5_monitor.rules.alarms.retained_command import RetainedCommand
from p5_monitor.rules.alarms.right_topic import RightTopic
from p5_monitor.rules.alarms.same_place_twice import SamePlaceTwice
from p5_monitor.rules.alarms.schema_violation import SchemaViolation
from p5_monitor.rules.alarms.senders import Senders
from p5_monitor.rules.alarms.spot_flapping import SpotFlapping
from p5_monitor.rules.alarms.spot_silent import SpotSilent
from p5_monitor.rules.alarms.spot_stuck import SpotStuck
from p5_monitor.rules.alarms.spot_unspoken import SpotUnspoken
from p5_monitor.rules.alarms.spots import Spots
from p5_monitor.rules.alarms.two_publishers import TwoPublishers
from p5_monitor.rules.alarms.vehicles import Vehicles
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.contract import Contract
from p5_monitor.rules.presences import Presences


@dataclass(frozen=True)
class Thresholds:
    """From when on something is an alarm; see the settings with P5's prefix."""

    offline_seconds: float = 5.0
    count_seconds: float = 10.0
    flips: int = 3
    flip_seconds: float = 30.0
    two_publishers_seconds: float = 300.0
    quiet_seconds: float = 300.0
    spot_unspoken_seconds: float = 10.0
    spot_flapping_changes: int = 20
    spot_flapping_seconds: float = 30.0
    spot_stuck_hours: float = 168.0
    detector_stuck_seconds: float = 180.0
    no_open_seconds: float = 10.0
    transit_seconds: float = 150.0
    opened_seconds: float = 12.0
    open_max_seconds: float = 300.0


DEFAULT = Thresholds()


def alarm_rules(
    contract: Contract, presences: Presences, announced: Announced, thresholds: Thresholds
) -> tuple[AlarmRule, ...]:
    """Each rule once, in the order in which they are asked."""
    return (
        *_about_modules(contract, presences, thresholds),
        *_about_topics(contract, thresholds),
        *_about_the_lot(contract, announced, thresholds),
    )


def _about_modules(contract: Contract, presences: Presences, thresholds: Thresholds) -> Iterator[AlarmRule]:
    roles = contract.roles
    senders = Senders(thresholds.two_publishers_seconds, thresholds.flip_seconds)
    limits = Limits(thresholds.flips, thresholds.flip_seconds, thresholds.quiet_seconds)
    yield senders
    yield ModuleOffline(roles, presences.of, thresholds.offline_seconds)
    yield ModuleSilent(roles, presences.of, presences.owes)
    yield CountSilent(contract.detectors, presences.of, thresholds.count_seconds)
    yield ClientIdTwice(roles, senders, limits)
    yield TwoPublishers(roles, senders, thresholds.two_publishers_seconds)


def _about_topics(contract: Contract, thresholds: Thresholds) -> Iterator[AlarmRule]:
    yield SchemaViolation(thresholds.quiet_seconds)
    yield OutsideContract(RightTopic(contract.addresses, contract.detectors), thresholds.quiet_seconds)
    yield RetainedCommand()
    yield SamePlaceTwice()


def _about_the_lot(contract: Contract, announced: Announced, thresholds: Thresholds) -> Iterator[AlarmRule]:
    detectors = contract.detectors
    vehicles = Vehicles(detectors)
    on_their_way = OnTheirWay(vehicles, len(detectors), thresholds.transit_seconds)
    waits = thresholds.no_open_seconds, thresholds.quiet_seconds
    no_open = NoOpen(vehicles, on_their_way, announced, detectors, *waits)
    unspoken = SpotUnspoken(thresholds.spot_unspoken_seconds)
    spot_rules = (
        vehicles,
        no_open,
        unspoken,
        SpotSilent(lambda: unspoken.unspoken),
        SpotFlapping(thresholds.spot_flapping_changes, thresholds.spot_flapping_seconds),
        SpotStuck(detectors, thresholds.spot_stuck_hours),
    )
    yield Spots(spot_rules)
    yield from spot_rules
    yield DetectorStuck(vehicles, announced, thresholds.detector_stuck_seconds)
    yield from _about_the_barrier(vehicles, announced, thresholds)


def _about_the_barrier(vehicles: Vehicles, announced: Announced, thresholds: Thresholds) -> Iterator[AlarmRule]:
    yield OpenWithoutOpened(announced, thresholds.opened_seconds, thresholds.quiet_seconds)
    yield OpenTooLong(vehicles, announced, thresholds.open_max_seconds)
    yield ForcedOpen(announced)
    yield BarrierFault(announced)
