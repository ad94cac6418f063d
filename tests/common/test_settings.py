"""What each common setting may be; where it stands is another file's matter."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from common.connection import Broker
from common.contract import Completions, Role
from common.settings import CommonSettings, PositiveSeconds, Seconds, Settings, WholeNumber
from common.spots import Detectors


class Delays(Settings):
    pause: Seconds = 0
    hold: PositiveSeconds = 1
    pins: WholeNumber = 0


def problem(settings: type[Settings] = CommonSettings, **values: Any) -> str:
    with pytest.raises(ValidationError) as error:
        settings.model_validate(values)
    [first] = error.value.errors()
    return first["msg"].removeprefix("Value error, ")


def test_the_defaults_are_the_seeds() -> None:
    common = CommonSettings()
    assert (common.mqtt_host, common.mqtt_port, common.topic_prefix) == ("broker.emqx.io", 1883, "smart_parking_2026/")
    assert common.completions is Completions.LISTEN
    assert common.detectors == Detectors(["ENTRY"])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "broker.emqx.io",
        "broker.emqx.io.",
        "no-such-host.invalid",
        "my_router",
        "a" * 63,
        "::1",
    ],
)
def test_a_host_that_can_be_asked_for_is_taken_as_it_is(host: str) -> None:
    assert CommonSettings(mqtt_host=host).mqtt_host == host


def test_brackets_round_an_address_are_taken_off() -> None:
    assert CommonSettings(mqtt_host="[::1]").mqtt_host == "::1"


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("broker..emqx.io", id="an empty part"),
        pytest.param("a" * 70, id="70 letters in a part"),
        pytest.param(".".join(["a" * 60] * 5), id="300 letters in all"),
        pytest.param("mqtt://127.0.0.1", id="a scheme"),
        pytest.param("mqtt://u:S3CRETx@h", id="a password"),
        pytest.param("127.0.0.1:18831", id="a port"),
        pytest.param("[::1]:1883", id="a port behind brackets"),
        pytest.param(" 127.0.0.1 ", id="blanks"),
        pytest.param('"127.0.0.1"', id="quotes"),
        pytest.param("[127.0.0.1]", id="brackets round what needs none"),
        pytest.param("1::2::3", id="an address that is none"),
        pytest.param("", id="empty"),
        pytest.param("-a", id="begins with a dash"),
        pytest.param("hôte", id="an accent"),
        pytest.param("a\n", id="a line break"),
    ],
)
def test_a_host_that_could_never_be_found_is_refused(host: str) -> None:
    text = problem(mqtt_host=host)
    assert text.startswith("a host name or an address alone expected")
    assert "S3CRET" not in text


@pytest.mark.parametrize("port", ["0", "70000", "-1", "1883.0", "1_883", "", "0x75b", "1e3", "١٨٨٣"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    assert problem(mqtt_port=port)


@pytest.mark.parametrize("port", ["1", "1883", "65535", " 1883 ", "01883"])
def test_a_port_is_a_number(port: str) -> None:
    assert CommonSettings.model_validate({"mqtt_port": port}).mqtt_port == int(port)


@pytest.mark.parametrize("prefix", ["acc", "acc/"])
def test_the_slash_behind_the_prefix_is_added_when_missing(prefix: str) -> None:
    assert CommonSettings(topic_prefix=prefix).topic_prefix == "acc/"


@pytest.mark.parametrize("prefix", ["a/b/", "site 1/", "café/", "a" * 199])
def test_a_prefix_may_have_levels_blanks_and_accents(prefix: str) -> None:
    assert CommonSettings(topic_prefix=prefix).topic_prefix == prefix.removesuffix("/") + "/"


@pytest.mark.parametrize(
    ("prefix", "text"),
    [
        ("/acc/", "none of them empty"),
        ("acc//", "none of them empty"),
        ("", "none of them empty"),
        ("/", "none of them empty"),
        ("a/+/", r"no \+"),
        ("#", r"no \+"),
        ("$SYS/", r"no \+"),
        ("acc/ ", "blanks around it"),
        (" acc/", "blanks around it"),
        ("a\0b/", "control characters"),
        ("a\x01b/", "control characters"),
        ("a\udcffb/", "control characters"),
        ("é" * 101, "at most 200 bytes"),
        ("x" * 60_000, "at most 200 bytes"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_a_prefix_that_makes_no_topic_is_refused(prefix: str, text: str) -> None:
    with pytest.raises(ValidationError, match=text):
        CommonSettings(topic_prefix=prefix)


@pytest.mark.parametrize("ids", ["ENTRY", "NORTH,SOUTH", " NORTH , SOUTH "])
def test_detectors_are_ids_with_commas_between_them(ids: str) -> None:
    assert CommonSettings(entry_ids=ids).detectors == Detectors(ids.replace(" ", "").split(","))


@pytest.mark.parametrize("ids", ["", ",", "ENTRY,", "EN TRY", "A/B", "x" * 33])
def test_detectors_that_could_never_be_heard_are_refused(ids: str) -> None:
    assert problem(entry_ids=ids).startswith("spot ids with commas between them expected")


def test_a_password_without_a_user_would_never_be_sent() -> None:
    assert problem(mqtt_password="S3CRETx") == "of no use without MQTT_USERNAME"  # noqa: S106


def test_an_authority_without_tls_would_leave_the_connection_open_to_all(tmp_path: Path) -> None:
    assert problem(mqtt_ca_file=tmp_path) == "of no use without MQTT_TLS=true"


@pytest.mark.parametrize("content", [None, b"", b"no certificate"], ids=["no file", "empty", "something else"])
def test_an_authority_that_is_none_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    assert problem(mqtt_tls=True, mqtt_ca_file=path).startswith("a file of PEM certificates expected")


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "1_0", "1e1", "8 s", "86401", "0x8", ""])
def test_a_duration_is_a_finite_number_of_seconds(seconds: str) -> None:
    assert problem(Delays, pause=seconds)
    assert problem(Delays, hold=seconds)


def test_nothing_is_a_pause_and_no_hold() -> None:
    assert Delays.model_validate({"pause": "0"}).pause == 0
    assert problem(Delays, hold="0") == "Input should be greater than 0"


@pytest.mark.parametrize(("written", "seconds"), [("8", 8.0), ("0.5", 0.5), (".5", 0.5), (" 86400 ", 86_400.0)])
def test_a_duration_is_taken_as_it_is_written(written: str, seconds: float) -> None:
    assert Delays.model_validate({"hold": written}).hold == seconds


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        CommonSettings().mqtt_port = 1884  # type: ignore[misc]


def test_a_secret_is_in_no_picture_of_the_settings() -> None:
    common = CommonSettings(mqtt_username="p2", mqtt_password=SecretStr("S3CRETx"))
    assert "S3CR" not in f"{common!r} {common} {common.model_dump()} {common.model_dump_json()}"
    assert CommonSettings.secrets() == {"mqtt_password"}


def test_the_connection_is_what_the_settings_say() -> None:
    common = CommonSettings(mqtt_host="::1", mqtt_username="p2", mqtt_password=SecretStr("S3CRETx"), topic_prefix="lot")
    connection = common.connection(Role.P2)
    assert connection.broker == Broker("::1", 1883, "p2", "S3CRETx")
    assert (connection.client_id, connection.prefix) == ("SmartPark2026_P2", "lot/")
    assert "S3CR" not in repr(connection)
