"""Where the three that serve HTTP listen."""

import socket
from pathlib import Path

import pytest

from common.errors import SettingsError
from common.sources import Sources
from common.testing import free_port
from launcher.pages import find_pages


def three_free_ports() -> dict[str, str]:
    return {f"P{number}_HTTP_PORT": str(free_port()) for number in (5, 6, 7)}


def test_each_gets_the_port_that_was_set(tmp_path: Path) -> None:
    wanted = three_free_ports()
    assert find_pages(Sources(wanted, tmp_path)).environment == wanted


def test_the_address_of_the_dashboard_is_said(tmp_path: Path) -> None:
    wanted = three_free_ports()
    assert f"dashboard: http://127.0.0.1:{wanted['P7_HTTP_PORT']}" in find_pages(Sources(wanted, tmp_path)).remarks


def test_a_port_in_use_gives_way_to_the_next_free_one_and_that_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        pages = find_pages(Sources({**three_free_ports(), "P6_HTTP_PORT": str(port)}, tmp_path))
    given = int(pages.environment["P6_HTTP_PORT"])
    assert given > port
    assert f"port {port} is in use: P6_HTTP_PORT becomes {given}" in pages.remarks


def test_two_that_want_one_port_get_two(tmp_path: Path) -> None:
    port = str(free_port())
    pages = find_pages(Sources({**three_free_ports(), "P6_HTTP_PORT": port, "P7_HTTP_PORT": port}, tmp_path))
    assert len(set(pages.environment.values())) == 3


def test_a_port_that_can_never_work_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"P7_HTTP_PORT \(environment\)"):
        find_pages(Sources({"P7_HTTP_PORT": "70000"}, tmp_path))
