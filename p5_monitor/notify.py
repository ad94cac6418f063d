"""Tells of alarms wherever P5_NOTIFY_URLS leads: mail, chat, telephone, whatever apprise knows.

Each address has a thread and a short queue of its own, so that one that takes nothing holds up neither the monitor nor
the other addresses. An alarm is told once; what an address does not take is not told again, unless its own URL asks for
it (``?retry=2``), because an address that took it and did not say so would tell it twice.
"""

import logging
import queue
import re
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Self

from pydantic import SecretStr

from common.errors import SettingsError
from p5_monitor.alarm_words import AlarmWords
from p5_monitor.rules import AlarmCleared, AlarmRaised

log = logging.getLogger(__name__)

SETTING = "P5_NOTIFY_URLS"

# A URL may have commas and blanks of its own: the next one begins where a scheme does (RFC 3986, section 3.1).
BETWEEN = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+.-]*://)")

# So many alarms may wait for one address.
LONGEST_QUEUE = 100

# At the end there is so much time for what waits, for all addresses together.
CLOSE_SECONDS = 1.0

# They write addresses with their keys into the log: apprise when it fails, the others at DEBUG.
TALKATIVE = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")


class Note(NamedTuple):
    """What an address is told. ``good``: something is over."""

    title: str
    body: str
    good: bool


class Notified(NamedTuple):
    """How many notes went out, how many an address did not take, and how many found no room to wait."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0


Send = Callable[[Note], bool]


class Reached(NamedTuple):
    """One of those who are told: what it is called (its URL is a secret), and how to tell it."""

    name: str
    send: Send


class Address:
    """One of those who are told.

    Args:
        name: what it is called in the log; its URL is a secret.
        send: tells it, and says whether it took it; may take long, and raise anything.
    """

    def __init__(self, name: str, send: Send) -> None:
        self._name = name
        self._send = send
        self._waiting: queue.Queue[Note | None] = queue.Queue(LONGEST_QUEUE)
        self._closing = threading.Event()
        self._sent = self._failed = self._dropped = 0
        self._in_trouble = False
        self._thread = threading.Thread(target=self._work, name=f"notify {name}", daemon=True)

    @property
    def notified(self) -> Notified:
        """What became of all that it was to be told."""
        return Notified(self._sent, self._failed, self._dropped)

    def start(self) -> None:
        """From now on it is told."""
        self._thread.start()

    def tell(self, note: Note) -> None:
        """Never waits: what finds no room is dropped and counted."""
        try:
            self._waiting.put_nowait(note)
        except queue.Full:
            self._dropped += 1

    def close(self) -> None:
        """No more will come."""
        self._closing.set()
        try:
            self._waiting.put_nowait(None)
        except queue.Full:
            log.warning("alarms were not told any more", extra={"address": self._name})

    def join(self, seconds: float) -> None:
        """Waits so long for what it is still to be told."""
        self._thread.join(seconds)

    def _work(self) -> None:
        while (note := self._waiting.get()) is not None:
            if self._is_taken(note):
                self._sent += 1
                self._works_again()
            else:
                self._failed += 1
            if self._closing.is_set() and self._in_trouble:
                return

    def _is_taken(self, note: Note) -> bool:
        try:
            reason = "" if self._send(note) else "it did not take it"
        except Exception as error:  # noqa: BLE001  each of a hundred services fails in its own way
            # Its words may hold the URL.
            reason = type(error).__name__
        if reason and not self._in_trouble:
            self._in_trouble = True
            log.warning("an alarm could not be told", extra={"address": self._name, "reason": reason})
        return not reason

    def _works_again(self) -> None:
        if self._in_trouble:
            self._in_trouble = False
            log.info("alarms are told again", extra={"address": self._name, "not_told": self._failed + self._dropped})


class Notifier:
    """Tells all addresses of each alarm.

    Args:
        addresses: whom.
        words: in which language.
        lot: which lot it is about: its prefix.
    """

    def __init__(self, addresses: Sequence[Address], words: AlarmWords, lot: str) -> None:
        self._addresses = addresses
        self._words = words
        self._lot = lot

    @property
    def notified(self) -> Notified:
        """What became of all notes."""
        each = [address.notified for address in self._addresses]
        return Notified(*map(sum, zip(*each, strict=True)))

    def alarm_raised(self, raised: AlarmRaised, _: float) -> None:
        """Something is wrong."""
        text, hint = self._words.tell(raised.condition)
        self._tell(Note(f"{self._lot}: {self._words.raised}", f"{text}\n{hint}", good=False))

    def alarm_cleared(self, cleared: AlarmCleared, _: float) -> None:
        """It is over."""
        text = self._words.tell(cleared.condition).text
        self._tell(Note(f"{self._lot}: {self._words.cleared}", text, good=True))

    def __enter__(self) -> Self:
        for address in self._addresses:
            address.start()
        return self

    def __exit__(self, *_: object) -> None:
        for address in self._addresses:
            address.close()
        deadline = time.monotonic() + CLOSE_SECONDS
        for address in self._addresses:
            address.join(max(0.0, deadline - time.monotonic()))

    def _tell(self, note: Note) -> None:
        for address in self._addresses:
            address.tell(note)


def addresses_in(urls: SecretStr) -> list[Address]:
    """Whom P5_NOTIFY_URLS names, each with a thread and a queue; ``reached_by`` says what is raised."""
    return [Address(name, send) for name, send in reached_by(urls)]


def reached_by(urls: SecretStr) -> list[Reached]:
    """Whom P5_NOTIFY_URLS names.

    Args:
        urls: addresses as apprise writes them, with blanks or commas between them.

    Raises:
        SettingsError: one of them is none, or apprise is not installed; no part of any is in the text.
    """
    each = [url for url in BETWEEN.split(urls.get_secret_value().strip(" \t\r\n,")) if url]
    if not each:
        raise SettingsError(f"{SETTING}: addresses as apprise writes them expected, such as ntfy://my-topic")
    for name in TALKATIVE:
        _silence(logging.getLogger(name))
    # It looks for all that could be of use to any of its services, deprecated or not.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        apprise = _imported()
        return [_reached(apprise, url, f"{number} of {len(each)}") for number, url in enumerate(each, 1)]


def _silence(talkative: logging.Logger) -> None:
    talkative.propagate = False
    # Without any handler Python's own last resort would speak.
    talkative.addHandler(logging.NullHandler())


def _imported() -> Any:
    try:
        import apprise  # noqa: PLC0415  an extra, and it takes half a second
    except ModuleNotFoundError:
        raise SettingsError(f"{SETTING}: apprise is not installed: pip install '.[p5,notify]'") from None
    return apprise


def _reached(apprise: Any, url: str, which: str) -> Reached:
    try:
        # With a time limit it would wait in a thread that Python joins at its end, however long that takes.
        asset = apprise.AppriseAsset(async_mode=False, service_timeout=0)
        service = apprise.Apprise.instantiate(url, asset)
    except Exception:  # noqa: BLE001  what it chokes on is no address
        service = None
    if service is None:
        raise SettingsError(f"{SETTING}: address {which} is none that apprise can use (it is a secret, and not shown)")
    name = f"{which} ({service.service_name})"
    # It is the only one that is taken without anybody to tell, and then tells nobody.
    if service.service_name == "ntfy" and not service.topics:
        raise SettingsError(f"{SETTING}: address {name} names no topic; one such as ntfy://my-topic expected")
    return Reached(name, _sending(apprise, service))


def _sending(apprise: Any, service: Any) -> Send:
    only = apprise.Apprise(asset=service.asset)
    only.add(service)

    def send(note: Note) -> bool:
        kind = apprise.NotifyType.SUCCESS if note.good else apprise.NotifyType.WARNING
        # Said to be text, so that a stranger's words never become markup.
        return bool(only.notify(note.body, note.title, kind, body_format=apprise.NotifyFormat.TEXT))

    return send
