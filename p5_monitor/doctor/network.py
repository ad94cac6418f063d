"""The way to the broker: the name server, and the port."""

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Sequence

from p5_monitor.doctor.patience import Patience
from p5_monitor.rules.diagnosis import Knock, Lookup, Outcome, Resolution

LOOKUP_SECONDS = 4.0

# Linux repeats a lost SYN after 1 and 3 s.
KNOCK_SECONDS = 3.5

# A name may stand for many addresses; a person waits for few.
MOST_ADDRESSES = 3

_SILENT_LOOKUPS = {socket.EAI_AGAIN, socket.EAI_FAIL}


def is_address(host: str) -> bool:
    """Whether a host is given by its address, and not by a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_here(address: str) -> bool:
    """Whether it is this machine's own loopback."""
    return is_address(address) and ipaddress.ip_address(address).is_loopback


def looked_up(host: str, patience: Patience) -> Resolution:
    """Asks the name server.

    The system's call knows no time limit, and whoever waits for it cannot be interrupted: it waits in its own thread.
    """
    if is_address(host):
        return Resolution(Lookup.GIVEN, host, [host])
    began = time.monotonic()
    answers: queue.Queue[Sequence[str] | OSError] = queue.Queue()
    threading.Thread(target=_ask, args=(host, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=patience.up_to(LOOKUP_SECONDS))
    except queue.Empty:
        return Resolution(Lookup.SILENT, host)
    if isinstance(answer, OSError):
        silent = answer.errno in _SILENT_LOOKUPS
        return Resolution(Lookup.SILENT if silent else Lookup.UNKNOWN, host)
    return Resolution(Lookup.FOUND, host, answer, time.monotonic() - began)


def _ask(host: str, answers: "queue.Queue[Sequence[str] | OSError]") -> None:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as failure:
        answers.put(failure)
    except UnicodeError:
        answers.put(OSError(socket.EAI_NONAME, "no such name can be"))
    else:
        answers.put(list(dict.fromkeys(str(address[4][0]) for address in found)))


def knock(addresses: Sequence[str], port: int, patience: Patience) -> list[Knock]:
    """Tries the addresses one after the other, until one is open."""
    knocks: list[Knock] = []
    for address in addresses[:MOST_ADDRESSES]:
        knocks.append(_knock(address, port, patience.up_to(KNOCK_SECONDS)))
        if knocks[-1].outcome is Outcome.OPEN:
            break
    return knocks


def _knock(address: str, port: int, seconds: float) -> Knock:
    began = time.monotonic()
    outcome, text = Outcome.OPEN, ""
    try:
        socket.create_connection((address, port), timeout=seconds).close()
    except ConnectionRefusedError:
        outcome = Outcome.REFUSED
    except TimeoutError:
        outcome = Outcome.SILENT
    except OSError as failure:
        outcome, text = Outcome.FAILED, failure.strerror or str(failure)
    return Knock(address, is_here(address), outcome, time.monotonic() - began, text)
