"""What the README has a person send, the services take."""

import re
import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from common.testing import Mosquitto, free_port, wait_for
from tests.common.started import started
from tests.documents.pages import README, code_blocks

SERVING = {8005: "p5_monitor", 8006: "p6_backend", 8007: "p7_dashboard"}


def commands() -> list[str]:
    return re.findall(r"^curl .*$", "\n".join(code_blocks(README)), re.MULTILINE)


def read(command: str) -> Namespace:
    curl = ArgumentParser()
    curl.add_argument("-X", dest="method", default="GET")
    curl.add_argument("-H", dest="header", default="Accept: */*")
    curl.add_argument("-d", dest="body")
    curl.add_argument("address")
    return curl.parse_args(shlex.split(command)[1:])


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, int]]:
    """Where the three listen instead, so that somebody else's lot on this machine is not in the way."""
    instead = {port: free_port() for port in SERVING}
    with Mosquitto() as broker, ExitStack() as stack:
        for port, module in SERVING.items():
            setting = {f"{module[:2].upper()}_HTTP_PORT": str(instead[port])}
            running = stack.enter_context(started(tmp_path_factory.mktemp(module), broker.port, module, **setting))
            running.says("connected")
        stack.enter_context(started(tmp_path_factory.mktemp("p1_sensors"), broker.port, "p1_sensors"))
        spot = f"http://127.0.0.1:{instead[8006]}/api/v1/spots/A7"
        wait_for(lambda: httpx.get(spot).status_code == httpx.codes.OK, "A7 in the history")
        yield instead


def test_each_of_the_three_is_called() -> None:
    assert {int(read(command).address.split(":")[1][:4]) for command in commands()} == set(SERVING)


@pytest.mark.parametrize("command", commands())
def test_each_command_is_taken(command: str, ports: dict[int, int]) -> None:
    sent = read(command)
    host, port, path = re.fullmatch(r"([\d.]+):(\d+)(/.*)", sent.address).groups()
    name, value = sent.header.split(": ")

    answer = httpx.request(
        sent.method, f"http://{host}:{ports[int(port)]}{path}", headers={name: value}, content=sent.body
    )

    assert answer.status_code == (200 if sent.method == "GET" else 202), answer.text
