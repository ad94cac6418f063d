"""A subscriber that is slower than the others speak, as a Pi that writes to its card is."""

from typing import Any

from common.connection import Broker
from common.contract import QOS
from p5_monitor.mqtt_probe import Probe

# What a client takes at a time unless it asks for more: with mosquitto's default, an old client, or a template.
RECEIVE_MAXIMUM = 20

# When nothing has come for so long, nothing more comes.
QUIET_SECONDS = 1.0


class SlowReader(Probe):
    """Acknowledges nothing before all that is said is out, so that the broker must keep it.

    Args:
        broker: where it is.
        client_id: who we are.
    """

    def __init__(self, broker: Broker, client_id: str) -> None:
        self._unacknowledged: list[tuple[int, int]] = []
        super().__init__(broker, client_id, receive_maximum=RECEIVE_MAXIMUM)
        self._client.manual_ack_set(on=True)

    def burst(self, topic: str, number: int, seconds: float) -> int:
        """Publishes so many messages on a topic that it hears.

        Returns:
            How many of them came back within so many seconds.
        """
        deadline = self._clock() + seconds
        for each in range(number):
            self._client.publish(topic, str(each).encode(), QOS)
        self._turn_until(lambda: len(self._answers) >= number, deadline)
        back: set[bytes] = set()
        while len(back) < number and self._turn_until(self._has_news, min(deadline, self._clock() + QUIET_SECONDS)):
            back.update(sent.payload for sent in self.hear(0.0) if sent.topic == topic)
            self._acknowledge()
        return len(back)

    def _has_news(self) -> bool:
        return bool(self._unacknowledged)

    def _acknowledge(self) -> None:
        for packet_id, qos in self._unacknowledged:
            self._client.ack(packet_id, qos)
        self._unacknowledged.clear()

    def _on_message(self, client: object, data: object, message: Any) -> None:
        self._unacknowledged.append((message.mid, message.qos))
        super()._on_message(client, data, message)
