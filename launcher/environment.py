"""What the services find: the user's own settings, the broker's address, and a lively lot unless he set otherwise."""

from collections.abc import Mapping

from common.contract import Completions
from common.sources import Sources
from launcher.address import Address

# Twenty times as many arrivals as in a real lot: something to see within the first minute.
LIVELY_SPEED = "20"

# Each of these gives way to what the user wrote down.
_UNLESS_SET = {"COMPLETIONS": Completions.ALL.value, "P1_SPEED": LIVELY_SPEED}

# A pipe is no terminal: without these a line would come late, or in the machine's own alphabet.
_FOR_THE_PIPE = {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


def way_to(broker: Address) -> dict[str, str]:
    """The settings that lead to a broker."""
    return {"MQTT_HOST": broker.host, "MQTT_PORT": str(broker.port)}


def way_to_own(broker: Address) -> dict[str, str]:
    """The settings that lead to the launcher's own broker: it has no certificate, whatever ``.env`` says of another."""
    return {**way_to(broker), "MQTT_TLS": "false"}


def environment_for(environment: Mapping[str, str], sources: Sources, way: Mapping[str, str]) -> dict[str, str]:
    """Puts together what the services are given.

    Args:
        environment: the launcher's own.
        sources: what the user set, there or in ``.env``.
        way: the settings that lead to the broker; they win over what he set.
    """
    wishes = {name: value for name, value in _UNLESS_SET.items() if not sources.is_set(name)}
    return {**environment, **wishes, **_FOR_THE_PIPE, **way}
