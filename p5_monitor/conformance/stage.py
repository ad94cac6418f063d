"""The lot as the module under check knows it: what the others say to it, and what it answers."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from common.contract import EVERYTHING, QOS, TOOLS, Role, address_of, filter_of, topic_of
from common.messages import Available, Forgotten, Message, Presence, SpotStatus
from p5_monitor.conformance.finding import Finding, Said, Verdict
from p5_monitor.conformance.form import Shows
from p5_monitor.conformance.lot import copies, kind_on, kinds_of, living, says_present, speaker
from p5_monitor.conformance.record import Record
from p5_monitor.mqtt_probe import Answer, Probe, Sent

# How soon an answer is looked for.
GLANCE_SECONDS = 0.05

# What came is taken at least so often: it waits in a small place.
SIP_SECONDS = 0.25

# Long enough to read what has come.
LOOK_SECONDS = 0.001

# A spot of nobody's: on it the broker shows whether it lets us speak, and tells how a message was flagged.
TRIAL = SpotStatus(id="CHECK0", status="UNKNOWN")
TRIAL_SECONDS = 5.0

# The user property by which we know our own words when they come back. Not ``by``: P3 repeats whose order it obeys.
ECHO = "check"

# Who only watches is no lot.
WATCHER = Role.P5


class CutOff(Exception):
    """The broker does not let us play: it is gone, or refuses."""


class LotLives(Exception):
    """Other modules are at work here; ``found`` is who, and what tells: a topic (without the prefix) or a ClientID."""

    def __init__(self, found: Mapping[Role, str]) -> None:
        self.found = found
        super().__init__(", ".join(found))


class AnotherSpoke(Exception):
    """While we check, something was said that only another role may say."""

    def __init__(self, role: Role, sent: Sent) -> None:
        self.role = role
        self.sent = sent
        super().__init__(f"{role}: {sent.topic}")


class Stage:
    """Speaks to the module and listens to it. What it spoke of is forgotten again when it closes.

    Args:
        probe: the connection, open.
        prefix: what every topic begins with.
        role: who is under check.
        clock: monotonic seconds.
    """

    def __init__(self, probe: Probe, prefix: str, role: Role, clock: Callable[[], float] = time.monotonic) -> None:
        self.role = role
        self.shows = Shows()
        self.kept: list[Sent] = []
        self._record = Record()
        self.opened_at = clock()
        self._probe = probe
        self._prefix = prefix
        self._clock = clock
        self._is_present = False
        self._known: set[Role | None] = set()
        self._kept_away: dict[Role, Probe] = {}
        self._token = token_hex(8)
        self._mark = 0
        self._said: list[Said] = []
        self._forget: dict[str, bool] = {}
        self._undo: dict[str, Message] = {}

    def open(self, look_seconds: float, at: Callable[[], datetime]) -> None:
        """Looks whether a lot lives here, and whether the broker lets us play.

        Args:
            look_seconds: for how long.
            at: the time of day, aware.

        Raises:
            LotLives: another role does.
            AnotherSpoke: another role began to.
            CutOff: it does not.
        """
        answers = self._probe.subscribe([self._prefix + EVERYTHING, self._prefix + filter_of(Presence)])
        if not answers or answers[0].refused:
            raise CutOff(f"{self._prefix}{EVERYTHING}: {answers[0].text if answers else 'no answer'}")
        heard = self._probe.hear(look_seconds)
        found = living(heard, self._prefix, at())
        self._is_present = self.role in found
        others = {role: self._bare(sent).topic for role, sent in found.items() if role not in (self.role, WATCHER)}
        if others:
            raise LotLives(others)
        kept, since = copies(heard)
        self.kept = [sent for sent in map(self._bare, kept) if self._is_the_modules(sent)]
        self._known = {speaker(self._bare(sent).topic) for sent in kept if sent.payload}
        for sent in since:
            self._note(sent)
        self._try_the_broker()

    @property
    def heard(self) -> list[Sent]:
        """What the module said, as far as there is room for it."""
        return self._record.messages

    @property
    def passed_over(self) -> int:
        """How many messages came for which there was no room."""
        return self._record.passed_over + self._probe.passed_over

    @property
    def is_seen(self) -> bool:
        """Whether the module was heard, or says that it is there."""
        return self._is_present or bool(self.heard)

    @property
    def answers(self) -> list[Sent]:
        """What the module said since this row began."""
        return self.heard[self._mark :]

    def knows(self, role: Role) -> bool:
        """Whether the broker keeps a word of this role's, from whenever."""
        return role in self._known

    def watch_over(self, role: Role, probe: Probe) -> None:
        """While this connection lasts, nobody has the ClientID of this role."""
        self._kept_away[role] = probe

    def begin(self) -> None:
        """A row begins."""
        self._mark = len(self.heard)
        self._said = []

    def say(self, *messages: Message | Forgotten, retain: bool = False) -> None:
        """Says what others would, on the topics where they would."""
        for message in messages:
            self.say_bytes(address_of(message), message.payload(), retain=retain)

    def say_bytes(self, topic: str, payload: bytes, *, retain: bool = False, expiry_seconds: int | None = None) -> None:
        """Says this on a topic (without the prefix).

        Raises:
            CutOff: the broker did not take it.
        """
        kind = kind_on(topic)
        if kind and expiry_seconds is None:
            expiry_seconds = topic_of(kind).expiry_seconds
        if retain or kind_on(topic) in (SpotStatus, Available):
            self._forget[topic] = retain or self._forget.get(topic, False)
        self._said.append(Said(topic, payload, retain))
        answer = self._publish(topic, payload, retain=retain, expiry_seconds=expiry_seconds)
        if answer is None or answer.refused:
            raise CutOff(f"{topic}: {answer.text if answer else self._probe.ending or 'no acknowledgement'}")
        if retain and not payload:
            del self._forget[topic]

    def undo_with(self, message: Message) -> None:
        """What must be said at the end, whatever happens until then."""
        self._undo[address_of(message)] = message

    def listen(self, seconds: float) -> list[Sent]:
        """What the module says within so many seconds."""
        before = len(self.heard)
        deadline = self._clock() + seconds
        while True:
            left = deadline - self._clock()
            heard = self._probe.hear(max(0.0, min(left, SIP_SECONDS)))
            self._look_for_who_is_kept_away()
            for sent in heard:
                self._note(sent)
            if not self._probe.is_connected:
                raise CutOff(self._probe.ending)
            if left <= SIP_SECONDS:
                return self.heard[before:]

    def wait_until(self, is_so: Callable[[], bool], seconds: float) -> bool:
        """Whether it is so within so many seconds; listens meanwhile."""
        deadline = self._clock() + seconds
        while not is_so():
            if self._clock() >= deadline:
                return False
            self.listen(2 * GLANCE_SECONDS)
        return True

    def answer(self, wanted: Callable[[Sent], bool], seconds: float) -> Sent | None:
        """The first wanted message since this row began, as soon as it is there; None: it did not come."""
        deadline = self._clock() + seconds
        while True:
            found = next((sent for sent in self.answers if wanted(sent)), None)
            left = deadline - self._clock()
            if found or left <= 0:
                return found
            self.listen(min(left, GLANCE_SECONDS))

    def finding(
        self,
        row: str,
        verdict: Verdict,
        came: Sequence[Sent] | None = None,
        *,
        seen: str = "",
        hint: str = "",
        details: Mapping[str, str] | None = None,
    ) -> Finding:
        """What this row came to, with what was said and (unless told otherwise) all that came.

        A hint is for whoever has something to mend.
        """
        shown = self.answers if came is None else came
        hint = "" if verdict is Verdict.FITS else hint
        return Finding(row, verdict, tuple(self._said), tuple(shown), seen=seen, hint=hint, details=details or {})

    def close(self) -> list[Said]:
        """Undoes what was done, and forgets what was spoken of; returns what should have been said and was not.

        Whoever does not answer once is asked nothing more: each time would be seconds.
        """
        owed = [Said(address_of(message), message.payload()) for message in self._undo.values()]
        owed += [Said(topic, b"", retained) for topic, retained in self._forget.items()]
        failed = []
        is_answered = True
        for said in owed:
            answer = self._publish(said.topic, said.payload, retain=said.retained) if is_answered else None
            is_answered = answer is not None
            if (said.payload or said.retained) and (answer is None or answer.refused):
                failed.append(said)
        return failed

    def _publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expiry_seconds: int | None = None
    ) -> Answer | None:
        beside = [("by", TOOLS.client_id("check")), (ECHO, self._token)]
        return self._probe.publish(
            self._prefix + topic, payload, retain=retain, properties=beside, expiry_seconds=expiry_seconds
        )

    def _note(self, sent: Sent) -> None:
        bare = self._bare(sent)
        if bare.properties.get(ECHO) == self._token:
            return
        if kind_on(bare.topic) is None:
            self._record.add_stray(bare)
            return
        if self._is_the_modules(bare):
            self._record.add(bare)
            return
        another = says_present(bare.topic, bare.payload) or speaker(bare.topic)
        if another and another not in (self.role, WATCHER):
            raise AnotherSpoke(another, bare)

    def _look_for_who_is_kept_away(self) -> None:
        """His place is kept warm; should he take it, the check ends before he hears anything."""
        for role, probe in self._kept_away.items():
            if probe.gone(LOOK_SECONDS) and self._probe.is_connected:
                raise LotLives({role: role.client_id})

    def _is_the_modules(self, sent: Sent) -> bool:
        """On its rows, or on no row at all: nobody else is here."""
        kind = kind_on(sent.topic)
        return kind in kinds_of(self.role) if kind else True

    def _bare(self, sent: Sent) -> Sent:
        return replace(sent, topic=sent.topic.removeprefix(self._prefix))

    def _try_the_broker(self) -> None:
        """Says something and hears it, flagged as it was said (MQTT 5, section 3.8.3.1), if the broker can do that."""
        self.say(TRIAL, retain=True)
        topic = self._prefix + address_of(TRIAL)
        echo: Sent | None = None
        deadline = self._clock() + TRIAL_SECONDS
        while echo is None and self._clock() < deadline and self._probe.is_connected:
            heard = self._probe.hear(GLANCE_SECONDS)
            echo = next((sent for sent in heard if sent.topic == topic and sent.payload != b""), None)
            for sent in heard:
                if sent is not echo:
                    self._note(sent)
        if echo is None:
            raise CutOff(self._probe.ending or f"{topic}: said, and not heard")
        self.shows = Shows(qos=echo.qos == QOS, retained=echo.retained)
        self.say(Forgotten(SpotStatus, TRIAL.id), retain=True)
        self.begin()
