"""``.env`` as people really write it, the environment, and files of secrets."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationInfo, field_validator, model_validator

from common.errors import SettingsError
from common.settings import CommonSettings, Settings
from common.sources import Sources
from p2_logic.settings import LogicSettings
from tests.common.started import ROOT

USER = "MQTT_USERNAME=p2\n"


def load(folder: Path, file: str | bytes = "", environment: Mapping[str, str] | None = None) -> CommonSettings:
    (folder / ".env").write_bytes(file.encode() if isinstance(file, str) else file)
    return Sources(environment or {}, folder).load(CommonSettings)


def problem(folder: Path, file: str | bytes = "", environment: Mapping[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as error:
        load(folder, file, environment)
    text = str(error.value)
    assert "\n" not in text
    return text.replace(str(folder), "…")


def password(folder: Path, line: str) -> str | None:
    secret = load(folder, USER + line).mqtt_password
    return secret.get_secret_value() if secret else None


def unknown(folder: Path, file: str = "", environment: Mapping[str, str] | None = None) -> list[str]:
    (folder / ".env").write_text(file)
    return Sources(environment or {}, folder).unknown_names(LogicSettings)


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    file = "MQTT_HOST=from.file\nMQTT_PORT=1111\n"
    common = load(tmp_path, file, {"MQTT_HOST": "from.environment"})
    assert (common.mqtt_host, common.mqtt_port, common.topic_prefix) == (
        "from.environment",
        1111,
        "smart_parking_2026/",
    )


def test_without_a_file_the_defaults_are_used(tmp_path: Path) -> None:
    assert Sources({}, tmp_path).load(CommonSettings) == CommonSettings()
    assert Sources({}, tmp_path).summary(CommonSettings) == f"defaults only, no {tmp_path / '.env'}"


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(b"\xef\xbb\xbfMQTT_HOST=127.0.0.1\n", id="a byte order mark"),
        pytest.param(b"MQTT_HOST=127.0.0.1\r\nMQTT_PORT=18831\r\n", id="Windows' line ends"),
        pytest.param(b"MQTT_HOST=127.0.0.1", id="no line end"),
        pytest.param(b"export MQTT_HOST=127.0.0.1\n", id="export"),
        pytest.param(b"MQTT_HOST = 127.0.0.1 \n", id="blanks round ="),
        pytest.param(b"MQTT_HOST=127.0.0.1 # here\n", id="a comment behind it"),
        pytest.param(b"MQTT_HOST='127.0.0.1'\n", id="single quotes"),
        pytest.param(b'MQTT_HOST="127.0.0.1"\n', id="double quotes"),
        pytest.param("# café\n\n\nMQTT_HOST=127.0.0.1\n".encode(), id="comments and empty lines"),
        pytest.param(b"MQTT_HOST=127.0.0.1\nMQTT_HOST=127.0.0.1\n", id="the same twice"),
        pytest.param(b"FOO=1\nMQTT_HOST=127.0.0.1\nP3_HOLD_SECONDS=9\n", id="others' settings"),
    ],
)
def test_what_is_written_is_what_is_used(tmp_path: Path, file: bytes) -> None:
    assert load(tmp_path, file).mqtt_host == "127.0.0.1"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        pytest.param(
            b"# caf\xe9\nMQTT_HOST=127.0.0.1\n", "…/.env line 1: not UTF-8; save the file as UTF-8", id="Latin-1"
        ),
        pytest.param(
            b"A=1\n# caf\xe9\n", "…/.env line 2: not UTF-8; save the file as UTF-8", id="Latin-1 on the second line"
        ),
        pytest.param(
            "MQTT_HOST=127.0.0.1\r\n".encode("utf-16"), "…/.env line 1: not UTF-8; save the file as UTF-8", id="UTF-16"
        ),
        pytest.param(
            "MQTT_HOST=127.0.0.1\r\n".encode("utf-16-le"),
            "…/.env line 1: not UTF-8; save the file as UTF-8",
            id="UTF-16 without its mark",
        ),
        pytest.param(b"\n\nMQTT_HOST: 127.0.0.1\n", "…/.env line 3: cannot be read; NAME=value expected", id="a colon"),
        pytest.param(
            b"MQTT_PORT='1883\nMQTT_HOST=127.0.0.1\n",
            "…/.env line 1: cannot be read; NAME=value expected",
            id="an open quote",
        ),
        pytest.param(b"MQTT_HOST\n", "…/.env line 1: cannot be read; NAME=value expected", id="no ="),
        pytest.param(b"MQTT HOST=a\n", "…/.env line 1: cannot be read; NAME=value expected", id="a blank in a name"),
        pytest.param(
            b"MQTT_HOST=a\nMQTT_HOST=b\n", "…/.env line 2: MQTT_HOST stands twice, with different values", id="twice"
        ),
        pytest.param(b"MQTT_HOST=\n", "MQTT_HOST (…/.env line 1): set but empty", id="an empty host"),
        pytest.param(b"MQTT_PASSWORD=\n", "MQTT_PASSWORD (…/.env line 1): set but empty", id="an empty password"),
        pytest.param(
            b"# the port\nMQTT_PORT=70000\n",
            "MQTT_PORT (…/.env line 2): must be less than or equal to 65535",
            id="a port that is none",
        ),
        pytest.param(
            b"LOG_LEVEL=debug\n",
            "LOG_LEVEL (…/.env line 1): must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'",
            id="a word that is none",
        ),
    ],
)
def test_what_cannot_be_used_is_one_line_that_names_the_place(tmp_path: Path, file: bytes, text: str) -> None:
    assert problem(tmp_path, file) == text


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (r"MQTT_PASSWORD='p${HOME}q'", "p${HOME}q"),
        ("MQTT_PASSWORD=p${HOME}q", "p${HOME}q"),
        ("MQTT_PASSWORD='abc #def'", "abc #def"),
        ("MQTT_PASSWORD=abc#def", "abc#def"),
        (r'MQTT_PASSWORD="a\nb"', "a\nb"),
        ("MQTT_PASSWORD=' a '", " a "),
        ("MQTT_PASSWORD=é€", "é€"),
        ("MQTT_PASSWORD=abc\n# a comment below", "abc"),
    ],
)
def test_a_password_is_taken_as_it_is_written(tmp_path: Path, line: str, secret: str) -> None:
    assert password(tmp_path, line) == secret


def test_a_password_that_would_be_cut_at_a_comment_is_asked_to_be_put_in_quotes(tmp_path: Path) -> None:
    text = problem(tmp_path, USER + "MQTT_PASSWORD=S3CRETx #def")
    assert text == "MQTT_PASSWORD (…/.env line 2): a blank and # begin a comment: put the value in quotes"


def test_set_to_nothing_in_the_environment_does_not_hide_the_file(tmp_path: Path) -> None:
    assert load(tmp_path, "MQTT_PORT=18831\n", {"MQTT_PORT": ""}).mqtt_port == 18831


def test_set_but_empty_is_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, "MQTT_PORT=\nMQTT_USERNAME=\n", {"TOPIC_PREFIX": ""}) == CommonSettings()


@pytest.mark.parametrize("name", ["MQTT_HOST", "MQTT_PASSWORD"])
def test_where_nothing_would_be_dangerous_it_is_an_error(tmp_path: Path, name: str) -> None:
    assert problem(tmp_path, environment={name: ""}) == f"{name} (environment): set but empty"


@pytest.mark.parametrize(
    ("host", "secret"), [("mqtt://u:S3CRETx@h", ""), ("h", "MQTT_PASSWORD=S3CRETx"), ("h", "MQTT_CA_FILE=S3CRETx")]
)
def test_no_value_is_shown_with_what_is_wrong(tmp_path: Path, host: str, secret: str) -> None:
    assert "S3CR" not in problem(tmp_path, f"MQTT_HOST={host}\nMQTT_TLS=true\n{secret}\n")


def test_the_summary_names_places_and_no_values(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MQTT_USERNAME=p2\nMQTT_PASSWORD=S3CRETx\nSOME_TOKEN=S3CRETx\n")
    summary = Sources({"MQTT_PORT": "1884"}, tmp_path).summary(CommonSettings)
    assert summary == f"MQTT_PORT from environment; MQTT_PASSWORD, MQTT_USERNAME from {tmp_path / '.env'}"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("P2_RETRY_SECOND=5", "P2_RETRY_SECOND (…/.env line 1): no such setting; did you mean P2_RETRY_SECONDS?"),
        ("MQTT_HOTS=127.0.0.1", "MQTT_HOTS (…/.env line 1): no such setting; did you mean MQTT_HOST?"),
        ("mqtt_host=127.0.0.1", "mqtt_host (…/.env line 1): no such setting; did you mean MQTT_HOST?"),
        ("topic_prefix=lot", "topic_prefix (…/.env line 1): no such setting; did you mean TOPIC_PREFIX?"),
        ("P2_X=5", "P2_X (…/.env line 1): no such setting"),
    ],
)
def test_a_name_that_is_none_of_ours_but_looks_like_one_is_an_error(tmp_path: Path, line: str, text: str) -> None:
    with pytest.raises(SettingsError) as error:
        unknown(tmp_path, line + "\n")
    assert str(error.value).replace(str(tmp_path), "…") == text


def test_a_slip_in_our_own_prefix_is_an_error_in_the_environment_too(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"P2_RETRY_SECOND \(environment\): .* did you mean P2_RETRY_SECONDS\?"):
        unknown(tmp_path, environment={"P2_RETRY_SECOND": "5"})


def test_others_set_names_that_look_like_the_brokers(tmp_path: Path) -> None:
    [text] = unknown(tmp_path, environment={"MQTT_HOTS": "S3CRETx"})
    assert text == "MQTT_HOTS (environment): no such setting; did you mean MQTT_HOST?"


def test_the_same_slip_in_both_places_is_still_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        unknown(tmp_path, "MQTT_HOTS=a\n", {"MQTT_HOTS": "a"})


def test_other_services_settings_and_strangers_are_none_of_our_business(tmp_path: Path) -> None:
    assert unknown(tmp_path, "P3_HOLD_SECOND=5\nFOO=1\n", {"log_level": "x", "PATH": "/"}) == []


@pytest.mark.parametrize("name", ["MQTT_PASSWORD", "mqtt_password"])
def test_a_secret_may_lie_in_systemds_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / name).write_text("S3CRETx\n")
    common = load(tmp_path, USER, {"CREDENTIALS_DIRECTORY": str(folder)})
    assert common.mqtt_password
    assert common.mqtt_password.get_secret_value() == "S3CRETx"


def test_a_secret_may_lie_in_dockers_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.sources.DOCKER_SECRETS", str(tmp_path))
    (tmp_path / "mqtt_password").write_text("S3CRETx")
    common = load(tmp_path, USER)
    assert common.mqtt_password
    assert common.mqtt_password.get_secret_value() == "S3CRETx"


@pytest.mark.parametrize("content", [b"", b"\xe9", None], ids=["empty", "Latin-1", "a folder"])
def test_a_file_of_a_secret_that_cannot_be_used_is_not_passed_over(tmp_path: Path, content: bytes | None) -> None:
    secret = tmp_path / "MQTT_PASSWORD"
    if content is None:
        secret.mkdir()
    else:
        secret.write_bytes(content)
    assert "…/MQTT_PASSWORD" in problem(tmp_path, USER, {"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_a_folder_of_secrets_that_is_not_there_is_no_matter(tmp_path: Path) -> None:
    assert load(tmp_path, environment={"CREDENTIALS_DIRECTORY": str(tmp_path / "none")}) == CommonSettings()


class Pins(Settings):
    prefix = "P9_"

    trigger: int = 1
    echo: int = 2

    @field_validator("echo")
    @classmethod
    def _another(cls, echo: int, others: ValidationInfo) -> int:
        if echo == others.data["trigger"]:
            raise ValueError("the pin of P9_TRIGGER")
        return echo

    @model_validator(mode="after")
    def _in_order(self) -> "Pins":
        if self.echo < self.trigger:
            raise ValueError("P9_ECHO comes after P9_TRIGGER")
        return self


@pytest.mark.parametrize(
    ("environment", "text"),
    [
        ({"P9_ECHO": "1"}, "P9_ECHO (environment): the pin of P9_TRIGGER"),
        ({"P9_TRIGGER": "3"}, "P9_ECHO comes after P9_TRIGGER"),
    ],
    ids=["of one setting", "between two"],
)
def test_what_is_wrong_between_two_settings_is_one_line_too(
    tmp_path: Path, environment: dict[str, str], text: str
) -> None:
    with pytest.raises(SettingsError) as error:
        Sources(environment, tmp_path).load(Pins)
    assert str(error.value) == text


@pytest.mark.parametrize(
    ("file", "environment", "text"),
    [
        pytest.param(b"", {"MQTT_PORT": "70000"}, "MQTT_PORT (environment): must be less", id="a port"),
        pytest.param(b"", {"P2_RETRY_SECOND": "5"}, "did you mean P2_RETRY_SECONDS?", id="a slip"),
        pytest.param("MQTT_HOST=a".encode("utf-16"), {}, ".env line 1: not UTF-8", id="UTF-16"),
        pytest.param(b"MQTT_HOTS=a", {}, "did you mean MQTT_HOST?", id="a slip in the file"),
        pytest.param(b"", {"P2_TRANSIT_SECONDS": "nan"}, "P2_TRANSIT_SECONDS (environment): a number", id="a duration"),
    ],
)
def test_a_service_with_wrong_settings_says_one_line_and_exits_with_2(
    tmp_path: Path, file: bytes, environment: dict[str, str], text: str
) -> None:
    (tmp_path / ".env").write_bytes(file)
    ended = subprocess.run(
        [sys.executable, "-m", "p2_logic"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR", **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    assert line.startswith("p2_logic: ")
    assert text in line
