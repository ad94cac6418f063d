"""What P5 says in the log: who came and went, what was rejected, and a line a minute."""

import logging

from p5_monitor.alarm_words import ENGLISH
from p5_monitor.rules import AlarmCleared, AlarmRaised, MessageRejected, MinutePassed, Picture, PresenceChanged

log = logging.getLogger(__name__)

GOOD = {"online", "heard"}


class MonitorLog:
    """Says it for people and machines."""

    def presence_changed(self, changed: PresenceChanged, _: float) -> None:
        """A module came, went, or fell silent."""
        level = logging.INFO if changed.standing.presence in GOOD else logging.WARNING
        text = f"{changed.role} is {changed.standing.presence}"
        log.log(level, text, extra={"basis": changed.standing.basis})

    def message_rejected(self, rejected: MessageRejected, _: float) -> None:
        """A message broke the contract."""
        if rejected.role is None:
            log.warning("topic outside the contract", extra={"topic": rejected.topic})
        else:
            whose = {"role": rejected.role, "topic": rejected.topic, "reason": rejected.reason}
            log.warning("message rejected", extra=whose)

    def alarm_raised(self, raised: AlarmRaised, _: float) -> None:
        """Something is wrong."""
        condition = raised.condition
        text, hint = ENGLISH.tell(condition)
        which = {"kind": condition.kind.value, "subject": condition.subject}
        log.warning("ALARM: %s", text, extra={"hint": hint, **which})

    def alarm_cleared(self, cleared: AlarmCleared, _: float) -> None:
        """It is over."""
        condition = cleared.condition
        which = {"kind": condition.kind.value, "subject": condition.subject}
        log.info("alarm over: %s", ENGLISH.tell(condition).text, extra=which)

    def minute_passed(self, minute: MinutePassed, _: float) -> None:
        """What the last minute was like."""
        log.info("summary", extra=_summary(minute.picture))


def _summary(picture: Picture) -> dict[str, object]:
    modules = picture.modules
    return {
        "connected": picture.connected,
        "count": "unknown" if picture.count is None else picture.count,
        "barrier": picture.barrier or "unknown",
        "presence": " ".join(f"{role}:{module.standing.presence}" for role, module in modules.items()),
        "per_second": round(sum(module.per_second for module in modules.values()), 2),
        "rejected": sum(module.rejected for module in modules.values()),
        "missing": sum(module.missing for module in modules.values()),
        "outside": picture.outside.messages,
    }
