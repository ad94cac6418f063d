"""``python -m launcher.embedded_broker PORT OTHER``: rumqttd, for a machine without mosquitto.

On PORT it speaks MQTT 5, and on OTHER MQTT 3.1.1: it cannot do both on one.

The only file that knows iotcore. It needs a process of its own, because nothing else can stop it.
"""

import logging
import sys
import tempfile
from pathlib import Path

from iotcore.iotcore import IotCoreBroker

# A listener for MQTT 5 comes by a configuration file alone. It hands out at most 100 retained messages for each
# subscription, whatever max_inflight_count says.
_CONFIGURATION = """\
id = 0

[router]
id = 0
max_connections = 1000
max_outgoing_packet_count = 200
max_segment_size = 10485760
max_segment_count = 10

[v5.1]
name = "v5"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1

[v5.1.connections]
connection_timeout_ms = 60000
max_payload_size = 20480
max_inflight_count = 100
dynamic_filters = true

[v4.1]
name = "v4"
listen = "127.0.0.1:{other}"
next_connection_delay_ms = 1

[v4.1.connections]
connection_timeout_ms = 60000
max_payload_size = 20480
max_inflight_count = 100
dynamic_filters = true
"""


def main(port: int, other: int) -> None:
    """Runs until the process is ended."""
    # It reports each packet as an error.
    logging.getLogger("rumqttd").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "rumqttd.toml"
        configuration.write_text(_CONFIGURATION.format(port=port, other=other))
        broker = IotCoreBroker(config_path=str(configuration))
    broker.run_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
