"""What the services find when the launcher starts them."""

from pathlib import Path

# Any authorities will do; these come with every venv.
from pip._vendor import certifi

from common.settings import CommonSettings
from common.sources import Sources
from launcher.address import Address
from launcher.environment import environment_for, way_to_own


def given_to_services(env_file: str, folder: Path) -> CommonSettings:
    (folder / ".env").write_text(env_file)
    environment = environment_for({}, Sources({}, folder), way_to_own(Address("127.0.0.1", 1883)))
    return Sources(environment, folder).load(CommonSettings)


def test_the_launchers_own_broker_is_spoken_to_in_plain_text_whatever_env_says_of_another(
    tmp_path: Path,
) -> None:
    other_broker = f"MQTT_HOST=broker.example\nMQTT_TLS=true\nMQTT_CA_FILE={certifi.where()}\n"
    settings = given_to_services(other_broker, tmp_path)
    assert (settings.mqtt_host, settings.mqtt_tls) == ("127.0.0.1", False)


def test_a_lively_lot_gives_way_to_what_the_user_wrote(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("P1_SPEED=1\n")
    environment = environment_for({}, Sources({}, tmp_path), {})
    assert "P1_SPEED" not in environment
