"""``doctor`` where the way to the broker is long."""

from common.connection import Broker, Connection
from common.contract import Completions
from common.testing import Mosquitto
from p5_monitor.doctor.conversation import Conversation
from p5_monitor.doctor.patience import Patience
from p5_monitor.rules.diagnosis import Burst
from tests.p5_monitor.examined import PREFIX, ROOM_FOR_ALL, case, wrong
from tests.p5_monitor.long_way import long_way


def burst(port: int, seconds: float) -> Burst:
    connection = Connection(Broker("127.0.0.1", port), "unused", PREFIX, Completions.LISTEN)
    return Conversation(connection, "127.0.0.1", Patience(seconds)).burst()


def test_a_way_too_long_for_all_of_them_is_no_queue_that_is_too_small() -> None:
    with Mosquitto([ROOM_FOR_ALL]) as broker, long_way(broker.port, 0.03) as port:
        tried = burst(port, 3.0)
    assert tried.back < tried.sent
    assert tried.ran_out is not None


def test_what_is_lost_is_seen_over_a_long_way_too() -> None:
    with Mosquitto() as broker, long_way(broker.port, 0.005) as port:
        tried = burst(port, 10.0)
    assert (tried.sent - tried.back, tried.ran_out) == (980, None)


def test_60_ms_there_and_back_keep_nobody_healthy_from_passing() -> None:
    with Mosquitto([ROOM_FOR_ALL]) as broker, long_way(broker.port, 0.03) as port:
        assert wrong(case(Broker("127.0.0.1", port))) == []
