import pytest

from common.errors import SettingsError
from launcher.address import Address, parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("broker.emqx.io", Address("broker.emqx.io", 1883)),
        ("broker.emqx.io:1884", Address("broker.emqx.io", 1884)),
        ("127.0.0.1:1884", Address("127.0.0.1", 1884)),
        ("::1", Address("::1", 1883)),
        ("[::1]", Address("::1", 1883)),
        ("[::1]:1884", Address("::1", 1884)),
    ],
)
def test_a_broker_is_a_host_and_perhaps_a_port(text: str, address: Address) -> None:
    assert parse_address(text, default_port=1883) == address


@pytest.mark.parametrize(
    "text", ["mqtt://broker.emqx.io", "host:", "host:0", "host:65536", "host:1e3", ":1883", "a..b"]
)
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^--broker: .+$"):
        parse_address(text, default_port=1883)


def test_it_is_shown_as_it_is_typed() -> None:
    assert [str(Address("::1", 1883)), str(Address("here", 1883))] == ["[::1]:1883", "here:1883"]
