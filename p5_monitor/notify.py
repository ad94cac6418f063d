"""Tells of alarms wherever P5_NOTIFY_URLS leads: mail, chat, telephone, whatever apprise knows.

An alarm is told once; what an address does not take is not told again, unless its own URL asks for
it (``?retry=2``), because an address that took it and did not say so would tell it twice.
"""

import logging
import re
import time
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from pydantic import SecretStr

from common.errors import SettingsError
from p5_monitor.address import Address, Note, Notified, Send
from p5_monitor.alarm_words import AlarmWords
from p5_monitor.rules import AlarmCleared, AlarmRaised
from p5_monitor.rules.alarms import Condition

SETTING = "P5_NOTIFY_URLS"

# A URL may have commas and blanks of its own: the next one begins where a scheme does (RFC 3986, section 3.1).
BETWEEN = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9+.-]*://)")

# At the end there is so much time for what waits, for all addresses together.
CLOSE_SECONDS = 1.0

# They write addresses with their keys into the log: apprise when it fails, the others at DEBUG.
TALKATIVE = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib")


class Reached(NamedTuple):
    """One of those who are told: what it is called (its URL is a secret), and how to tell it."""

    name: str
    send: Send


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
        self._tell(Note(_which(raised.condition), f"{self._lot}: {self._words.raised}", f"{text}\n{hint}", good=False))

    def alarm_cleared(self, cleared: AlarmCleared, _: float) -> None:
        """It is over."""
        text = self._words.tell(cleared.condition).text
        self._tell(Note(_which(cleared.condition), f"{self._lot}: {self._words.cleared}", text, good=True))

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


def _which(condition: Condition) -> tuple[str, str]:
    return condition.kind.value, condition.subject


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
