"""A subscriber that is slower than the others speak, as a Pi that writes to its card is."""

import time

from p5_monitor.mqtt_probe import Probe
from p5_monitor.rules.diagnosis import Burst

# What a client takes at a time unless it asks for more: with mosquitto's default, an old client, or a template.
RECEIVE_MAXIMUM = 20

# When nothing has come for so long, beyond the way there and back, nothing more comes.
QUIET_SECONDS = 1.0


def burst(probe: Probe, topic: str, number: int, seconds: float) -> Burst:
    """Says so many messages to ourselves, and acknowledges none before all are out: the broker must keep them.

    Args:
        probe: the conversation, which was let in with our ``RECEIVE_MAXIMUM``.
        topic: whole, and nobody else's.
        number: of messages.
        seconds: for all of it.
    """
    deadline = time.monotonic() + seconds
    probe.hold_back()
    answers = probe.subscribe([topic], seconds)
    quiet_seconds = QUIET_SECONDS + sum(answer.seconds for answer in answers)
    payloads = [str(each).encode() for each in range(number)]
    back: set[bytes] = set()
    if probe.publish_all(topic, payloads, deadline - time.monotonic()):
        while len(back) < number:
            heard = probe.hear_next(min(quiet_seconds, deadline - time.monotonic()))
            if not heard:
                break
            back.update(sent.payload for sent in heard if sent.topic == topic)
            probe.acknowledge()
    ran_out = time.monotonic() >= deadline
    return Burst(number, len(back), probe.ending, seconds if ran_out else None)
