"""Everything that P5 hears comes here, and becomes one picture."""

from collections import Counter
from collections.abc import Sequence

from common.messages import BarrierState, Connected, Disconnected, Forgotten, Listening, Presence
from p5_monitor.rules.alarms import DEFAULT, AlarmRaised, Board, Thresholds, alarm_rules
from p5_monitor.rules.alarms.not_subscribed import NotSubscribed
from p5_monitor.rules.announced import Announced
from p5_monitor.rules.chain import Chain
from p5_monitor.rules.contract import Contract
from p5_monitor.rules.facts import Flagged, Heard, MessageRejected, MinutePassed, PresenceChanged
from p5_monitor.rules.feed import Feed
from p5_monitor.rules.last_arm import LastArm
from p5_monitor.rules.missing import Missing
from p5_monitor.rules.picture import Kind, Module, Outside, Picture
from p5_monitor.rules.presences import Presences
from p5_monitor.rules.returns import Returns
from p5_monitor.rules.traffic import Seen, Traffic, rejection

PICTURE_SECONDS = 0.5
SUMMARY_SECONDS = 60.0

BARRIER_ROLE = "P3"

THERE = {"online", "heard"}
GONE = {"offline", "silent"}


class Monitor:
    """Watches the seven.

    ``picture`` and ``latest`` (what was said last, the latest first) are replaced whole, twice a second, so that any
    thread may read them.

    Args:
        contract: who the seven are, and what the table says.
        itself: the monitor's own role.
        repeat_seconds: how often a module says that it is here.
        now: when it begins to watch.
        thresholds: from when on something is an alarm.
    """

    def __init__(
        self,
        contract: Contract,
        itself: str,
        repeat_seconds: float,
        now: float,
        thresholds: Thresholds = DEFAULT,
    ) -> None:
        self._traffic = {role: Traffic() for role in contract.roles}
        self._feed = Feed(contract.roles)
        self._presences = Presences(self._traffic, itself, repeat_seconds)
        self._missing = Missing()
        self._returns = Returns()
        self._announced = Announced()
        self._last_arm = LastArm()
        self._chain = Chain(contract.detectors, self._announced)
        self._subscriptions = NotSubscribed()
        self._rules = (
            self._subscriptions,
            *alarm_rules(contract, self._presences, self._announced, thresholds),
        )
        self._board = Board(self._rules, thresholds.offline_seconds, now)
        self._raised: Counter[Kind] = Counter()
        self._connected = self._is_answered = False
        self._outside = 0
        self._last_outside: Seen | None = None
        self._began = self._next_picture = now
        self._next_summary = now + SUMMARY_SECONDS
        self.picture = self._seen(now)
        self.latest = self._feed.latest()

    def connected(self, _: Connected, now: float) -> Sequence[object]:
        """The broker let us in."""
        self._connected, self._is_answered = True, False
        self._presences.connected(now)
        self._announced.connected(now)
        self._board.connected(now)
        for rule in self._rules:
            rule.connected(now)
        return self._news(now)

    def listening(self, listening: Listening, now: float) -> Sequence[object]:
        """The broker answered one of our subscriptions."""
        self._is_answered = True
        self._subscriptions.answered(listening.refused)
        return self._news(now)

    def disconnected(self, _: Disconnected, now: float) -> Sequence[object]:
        """We cannot hear."""
        self._barrier(now)
        self._connected = self._is_answered = False
        self._presences.disconnected(now)
        self._announced.disconnected(now)
        self._missing.cut_off()
        self._returns.cut_off()
        self._chain.cut_off()
        self._board.disconnected(now)
        for rule in self._rules:
            rule.disconnected(now)
        return self._news(now)

    def heard(self, heard: Heard, now: float) -> Sequence[object]:
        """Something was said under ``parking/``."""
        self._feed.heard(heard)
        for rule in self._rules:
            rule.heard(heard, now)
        if heard.role is None:
            self._outside += 1
            self._last_outside = heard, now
            return [MessageRejected(None, heard.topic, heard.problem)]
        self._traffic[heard.role].heard(heard, now)
        self._returns.heard(heard, now)
        if heard.number is not None:
            self._missing.heard(heard.role, heard.topic, heard.number, heard.sent, now)
        if heard.retained:
            self._was_said(heard.role, heard, now)
        else:
            self._is_said(heard.role, heard, now)
        rejected = [MessageRejected(heard.role, heard.topic, heard.problem)] if heard.problem else []
        return [*rejected, *self._changes()]

    def flagged(self, flagged: Flagged, now: float) -> Sequence[object]:
        """An order was sent with the retain flag, or such a one was cleared."""
        for rule in self._rules:
            rule.flagged(flagged, now)
        return []

    def presence_said(self, presence: Presence, now: float) -> Sequence[object]:
        """A module says that it is here, or its last will that it is gone."""
        self._barrier(now)
        self._presences.said(presence.role, online=presence.online, now=now)
        self._returns.presence_said(presence.role, online=presence.online, now=now)
        for rule in self._rules:
            rule.presence_said(presence.role, online=presence.online, now=now)
        return self._news(now)

    def presence_remembered(self, presence: Presence, now: float) -> Sequence[object]:
        """The broker has kept what a module said of itself."""
        self._presences.remembered(presence.role, online=presence.online, now=now)
        return self._news(now)

    def presence_forgotten(self, forgotten: Forgotten, now: float) -> Sequence[object]:
        """A module's presence was emptied."""
        self._presences.forgotten(forgotten.id)
        return self._news(now)

    def due(self) -> float:
        """When the next picture is due."""
        return self._next_picture

    def time_passed(self, now: float) -> Sequence[object]:
        """A new picture; once a minute, a summary."""
        self._next_picture = now + PICTURE_SECONDS
        self.latest = self._feed.latest()
        self._missing.time_passed(now)
        self._announced.time_passed(now)
        self._presences.time_passed(now)
        alarms = self._board.news(now)
        self._raised.update(alarm.condition.kind for alarm in alarms if isinstance(alarm, AlarmRaised))
        news = [*alarms, *self._news(now)]
        if now < self._next_summary:
            return news
        self._next_summary = now + SUMMARY_SECONDS
        return [*news, MinutePassed(self.picture)]

    def _was_said(self, role: str, heard: Heard, now: float) -> None:
        self._presences.spoke_once(role, getattr(heard.message, "refresh", None), now)
        self._announced.remembered(heard.topic, heard.message, now)
        self._chain.remembered(heard.message)

    def _is_said(self, role: str, heard: Heard, now: float) -> None:
        self._presences.spoke(role, getattr(heard.message, "refresh", None), now)
        self._announced.heard(heard.topic, heard.message, now)
        self._chain.heard(heard.message, now)

    def _news(self, now: float) -> list[object]:
        self.picture = self._seen(now)
        return self._changes()

    def _changes(self) -> list[object]:
        return [PresenceChanged(role, standing) for role, standing in self._presences.changes()]

    def _seen(self, now: float) -> Picture:
        barrier = self._barrier(now)
        return Picture(
            connected=self._connected,
            hears=self._is_answered and not self._subscriptions.refused,
            refused=self._subscriptions.refused,
            count=self._announced.count,
            barrier=barrier.state if barrier else None,
            barrier_reason=barrier.reason if barrier else None,
            last_barrier=self._last_arm.seen(now),
            modules={role: self._module(role, now) for role in self._traffic},
            outside=Outside(self._outside, rejection(self._last_outside, now)),
            status_to_count=self._chain.status_to_count.reading(now),
            arrival_to_open=self._chain.arrival_to_open.reading(now),
            open_to_opened=self._chain.open_to_opened.reading(now),
            alarms=self._board.standing(now),
            alarms_raised={kind: self._raised[kind] for kind in Kind},
            topics_watched=self._missing.watched,
            topics_dropped=self._missing.dropped,
            spots_dropped=sum(rule.spots_dropped for rule in self._rules),
        )

    def _module(self, role: str, now: float) -> Module:
        standing, returned = self._presences.of(role), self._returns.of(role, now)
        return self._traffic[role].seen(standing, returned, self._missing.of(role), now - self._began, now)

    def _barrier(self, now: float) -> BarrierState | None:
        """Where the arm is, and remembers it; whoever is gone vouches for nothing."""
        barrier = self._announced.barrier
        presence = self._presences.of(BARRIER_ROLE).presence if self._connected else "unknown"
        if presence in THERE:
            self._last_arm.vouched(barrier, now)
        else:
            self._last_arm.unvouched(barrier)
        return None if presence in GONE else barrier
