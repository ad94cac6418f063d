"""A broker that is busy, is none, or wants nobody: each of the seven waits for as long as waiting can help."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import chain

from common.testing import free_port, wait_for
from tests.common.fake_broker import CONNACK, FakeBroker, refusal
from tests.system.lot import ADDRESSES, Pis

# FAULT_LONG=1 gives each service every answer, three times each.
IS_LONG = os.environ.get("FAULT_LONG") == "1"

SILENCE = b""
NOT_YET = [
    refusal(0x88),
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n" + b"x" * 100,
    refusal(0x89),
    b"\x15\x03\x01\x00\x02\x02\x46",
    refusal(0x9F),
    refusal(0x97),
]
NEVER = [refusal(0x84), refusal(0x86), b"\x20\x02\x00\x01", refusal(0x87)]
NO_CONNECTION = "no connection to the broker"


def settings_of(role: str) -> dict[str, str]:
    """An address of its own for the page of whoever has one."""
    address = ADDRESSES[role]
    page = {"HTTP_HOST": address, f"{role}_HTTP_PORT": str(free_port(address))}
    return page if role in {"P5", "P6", "P7"} else {}


@contextmanager
def the_seven_before(pis: Pis, answers: Mapping[str, list[bytes]]) -> Iterator[None]:
    """Each of them before a broker of its own, which answers one CONNECT after the other like this."""
    with ExitStack() as stack:
        for role in ADDRESSES:
            broker = stack.enter_context(FakeBroker(answers[role]).listening())
            pis.start(broker.port, {role: settings_of(role)}, {role: "127.0.0.1"})
        yield
        pis.kill()


def not_yet(number: int) -> list[list[bytes]]:
    """What the so-many-th service is told, one change of reason after the other."""
    if IS_LONG:
        return [[answer] * 3 for answer in (*NOT_YET, SILENCE)]
    return [[NOT_YET[(number + step) % len(NOT_YET)]] for step in range(2)]


def test_whoever_is_not_let_in_yet_warns_of_each_new_reason_once_and_is_there_in_the_end(pis: Pis) -> None:
    reasons = {role: not_yet(number) for number, role in enumerate(ADDRESSES)}
    answers = {role: [*chain.from_iterable(told), CONNACK] for role, told in reasons.items()}
    with the_seven_before(pis, answers):
        for role, told in reasons.items():
            pi = pis[role]
            wait_for(lambda pi=pi: "connected client_id" in pi.log, f"{role} to be let in", 120)  # type: ignore[misc]
            assert pi.log.count(NO_CONNECTION) == len(told), pi.log
            assert pi.process.poll() is None


def test_whoever_will_never_be_let_in_leaves_with_one_line_that_says_why(pis: Pis) -> None:
    for shift in range(len(NEVER) if IS_LONG else 1):
        answers = {role: [NEVER[(number + shift) % len(NEVER)]] for number, role in enumerate(ADDRESSES)}
        with the_seven_before(pis, answers):
            for role in ADDRESSES:
                assert pis[role].process.wait(30) == 4, pis[role].log
                lines = pis[role].log.splitlines()
                errors = [line for line in lines if "ERROR" in line]
                assert len(errors) == 1 + shift
                assert errors[-1] == lines[-1]
                assert f"refuses SmartPark2026_{role} for good: " in lines[-1]
                assert "Traceback" not in pis[role].log
