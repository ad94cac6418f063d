"""A whole service as a process: how it begins, goes on and ends, whatever its broker does."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from common.connection import Acknowledged, Arrived, Broker, Connection, Publication, Subscribed
from common.contract import Completions, Role
from common.inbox import Inbox
from common.messages import Available, BarrierCommand, Connected, Disconnected, Forgotten, SpotStatus
from common.runtime import Runtime, monotonic
from common.service import Publishes, Senses, Service, Subscribes
from common.settings import CommonSettings
from common.testing import Mosquitto, free_port, wait_for
from p2_logic.settings import LogicSettings
from tests.common.driven_link import connected
from tests.common.fake_broker import (
    CONNACK,
    CONNECT_TYPE,
    NO_PACKET,
    PUBLISH_TYPE,
    FakeBroker,
    disconnect,
    publish,
    refusal,
)
from tests.common.started import ROOT, started

PRESENCE = "lot/monitor/presence/P2"
OPEN = "lot/parking/barriers/entry/cmd"


def say(port: int, topic: str, payload: bytes, *, retain: bool) -> None:
    with connected(port, client_id="mouth") as mouth:
        mouth.link.publish(Publication(f"lot/parking/{topic}", payload, retain))
        mouth.until(Acknowledged)


@contextmanager
def black_hole() -> Iterator[int]:
    """A port whose owner never answers: its queue of connections is full."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.settimeout(0)
            with suppress(BlockingIOError):
                caller.connect(server.getsockname())
        yield server.getsockname()[1]
        for caller in callers:
            caller.close()


def test_the_first_line_names_broker_prefix_client_id_and_where_it_was_read(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, port) as logic:
        logic.says("starting")
        [line] = [line for line in logic.log.splitlines() if "starting" in line]
    assert f"broker=127.0.0.1:{port} prefix=lot/ client_id=SmartPark2026_P2" in line
    assert "MQTT_HOST, MQTT_PORT, TOPIC_PREFIX from environment" in line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_it_stops_when_it_is_asked(mosquitto: Mosquitto, tmp_path: Path, number: signal.Signals) -> None:
    with started(tmp_path, mosquitto.port) as logic:
        logic.says("connected")
        logic.is_told(number)
        logic.is_told(number)
        assert logic.exits() == 0
        assert logic.log.count("stopped") == 1
        assert "Traceback" not in logic.log


def test_it_stops_before_it_has_begun(tmp_path: Path) -> None:
    with started(tmp_path, free_port()) as logic:
        logic.says("starting")
        logic.is_told(signal.SIGINT)
        assert logic.exits() == 0
        assert "Traceback" not in logic.log


def test_it_stops_while_it_dials_a_black_hole(tmp_path: Path) -> None:
    with black_hole() as port, started(tmp_path, port) as logic:
        logic.says("starting")
        logic.is_told(signal.SIGTERM)
        assert logic.exits() == 0


def test_it_stops_while_its_broker_is_frozen(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with started(tmp_path, mosquitto.port, COMPLETIONS="all") as logic:
        logic.says("connected")
        mosquitto.freeze()
        logic.is_told(signal.SIGTERM)
        assert logic.exits() == 0


def test_its_presence_is_said_and_taken_back(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with connected(mosquitto.port, PRESENCE) as ear:
        ear.until(Subscribed)
        with started(tmp_path, mosquitto.port, COMPLETIONS="all") as logic:
            ear.until(Arrived)
            logic.is_told(signal.SIGTERM)
            ear.until(Arrived, 2)
            assert logic.exits() == 0
    assert [heard.payload for heard in ear.arrived] == [
        b'{"role": "P2", "online": true}',
        b'{"role": "P2", "online": false}',
    ]
    assert [heard.properties["seq"] for heard in ear.arrived] == ["1", "2"]


def test_its_last_will_speaks_when_it_is_killed(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with connected(mosquitto.port, PRESENCE) as ear:
        ear.until(Subscribed)
        with started(tmp_path, mosquitto.port, COMPLETIONS="all") as logic:
            ear.until(Arrived)
            logic.is_told(signal.SIGKILL)
            ear.until(Arrived, 2)
    assert ear.arrived[1].payload == b'{"role": "P2", "online": false}'


def test_with_the_default_completions_nothing_is_said_beside_the_table(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with connected(mosquitto.port, "#") as ear:
        ear.until(Subscribed)
        with started(tmp_path, mosquitto.port) as logic:
            logic.says("connected")
            say(mosquitto.port, "display/available", b'{"count": 1}', retain=False)
            say(mosquitto.port, "spots/ENTRY/status", b'{"id": "ENTRY", "status": "OCCUPIED"}', retain=False)
            ear.until(Arrived, 3)
    assert [heard.topic for heard in ear.arrived][2:] == [OPEN]


def test_after_the_broker_came_back_all_is_as_before(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with started(tmp_path, mosquitto.port, COMPLETIONS="all") as logic:
        # A connection is there before its subscription is.
        wait_for(lambda: "lot/parking/spots/+/status (QoS 1)" in mosquitto.log, "the subscription")
        mosquitto.kill()
        logic.says("no connection to the broker")
        mosquitto.start()
        logic.says("connected", times=2)
        with connected(mosquitto.port, "lot/#") as ear:
            ear.until(Arrived)
            assert [(heard.topic, heard.retained) for heard in ear.arrived] == [(PRESENCE, True)]
            say(mosquitto.port, "display/available", b'{"count": 1}', retain=False)
            say(mosquitto.port, "spots/ENTRY/status", b'{"id": "ENTRY", "status": "OCCUPIED"}', retain=False)
            ear.until(Arrived, 4)
    assert ear.arrived[-1].topic == OPEN
    assert mosquitto.log.count("lot/parking/spots/+/status (QoS 1)") == 2


@pytest.mark.parametrize(
    ("answer", "code", "reason"),
    [
        pytest.param(refusal(0x87), 4, "refuses SmartPark2026_P2 for good: Not authorized", id="not authorized"),
        pytest.param(b"\x20\x02\x00\x01", 4, "for good: it does not speak MQTT 5", id="MQTT 3"),
        pytest.param(CONNACK + disconnect(0x8E), 3, "connected as SmartPark2026_P2", id="taken over"),
    ],
)
def test_what_no_patience_can_mend_is_one_line_and_an_exit_code(
    tmp_path: Path, answer: bytes, code: int, reason: str
) -> None:
    with FakeBroker([answer]).listening() as broker, started(tmp_path, broker.port) as logic:
        assert logic.exits() == code
        assert [line for line in logic.log.splitlines() if "ERROR" in line] == [logic.log.splitlines()[-1]]
        assert reason in logic.log


def test_a_busy_broker_is_one_warning_and_a_matter_of_patience(tmp_path: Path) -> None:
    answers = [refusal(0x88), refusal(0x88), CONNACK]
    with FakeBroker(answers).listening() as broker, started(tmp_path, broker.port) as logic:
        logic.says("connected")
        assert logic.log.count("no connection to the broker") == 1
        assert "reason=refused: Server unavailable" in logic.log


def test_each_new_reason_is_another_warning(tmp_path: Path) -> None:
    answers = [refusal(0x88), refusal(0x97), CONNACK]
    with FakeBroker(answers).listening() as broker, started(tmp_path, broker.port) as logic:
        logic.says("connected")
        assert logic.log.count("no connection to the broker") == 2


def test_a_refused_subscription_is_an_error_that_names_the_topic_and_no_end(tmp_path: Path) -> None:
    broker = FakeBroker([CONNACK], granted=b"\x01\x87")
    with broker.listening(), started(tmp_path, broker.port) as logic:
        logic.says("ERROR")
        assert "subscription refused: not heard topic=lot/parking/display/available reason=Not authorized" in logic.log
        logic.is_told(signal.SIGTERM)
        assert logic.exits() == 0


def test_a_topic_that_is_no_utf8_is_one_warning_and_the_next_message_is_heard(tmp_path: Path) -> None:
    after = publish(b"lot/\xff", b"x") + publish(b"lot/parking/display/available", b"x", packet_id=2)
    broker = FakeBroker([CONNACK], granted=b"\x01\x01", after_subscribe=after)
    with broker.listening(), started(tmp_path, broker.port) as logic:
        logic.says("message rejected topic=parking/display/available reason=not JSON: use json.dumps()")
        assert logic.log.count("its topic is not UTF-8") == 1


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_password_that_is_refused_is_shown_nowhere(tmp_path: Path, style: str) -> None:
    secret = {"MQTT_USERNAME": "p2", "MQTT_PASSWORD": "S3CRETx", "LOG_LEVEL": "DEBUG", "LOG_FORMAT": style}
    with FakeBroker([refusal(0x86)]).listening() as broker, started(tmp_path, broker.port, **secret) as logic:
        assert logic.exits() == 4
        assert "S3CR" not in logic.log
        assert any(b"S3CRETx" in packet for packet in broker.packets(CONNECT_TYPE))


def test_of_two_with_one_client_id_the_younger_goes_and_the_older_stays(mosquitto: Mosquitto, tmp_path: Path) -> None:
    with connected(mosquitto.port, client_id="SmartPark2026_P2", patience=1.0) as older:
        older.reconnect.connected(monotonic() - 3600)
        with started(tmp_path, mosquitto.port) as younger:
            older.turn_until(lambda: younger.process.poll() is not None, "the younger one to give way")
            assert younger.exits() == 3
            assert "another program is connected as SmartPark2026_P2" in younger.log.splitlines()[-1]
        older.turn_until(lambda: older.link.is_up, "the older one to be connected")
        assert not older.reconnect.rival
    assert mosquitto.log.count("as SmartPark2026_P2") <= 8


def test_what_waited_while_it_was_stopped_is_not_acted_on(mosquitto: Mosquitto, tmp_path: Path) -> None:
    say(mosquitto.port, "display/available", b'{"count": 1}', retain=True)
    with started(tmp_path, mosquitto.port) as logic, connected(mosquitto.port, OPEN) as ear:
        logic.says("connected")
        wait_for(lambda: "Received PUBACK from SmartPark2026_P2" in mosquitto.log, "the retained count to be heard")
        logic.is_told(signal.SIGSTOP)
        stopped_at = monotonic()
        say(mosquitto.port, "spots/ENTRY/status", b'{"id": "ENTRY", "status": "OCCUPIED"}', retain=False)
        ear.turn_until(lambda: monotonic() - stopped_at > 10.5, "what waits to grow old")
        logic.is_told(signal.SIGCONT)
        logic.says("connected", times=2)
        say(mosquitto.port, "spots/ENTRY/status", b'{"id": "ENTRY", "status": "FREE"}', retain=False)
        say(mosquitto.port, "display/available", b'{"count": "a mark"}', retain=False)
        logic.says("a mark")
        ear.turn()
    assert "what waits is not trusted" in logic.log
    assert ear.arrived == []


class Watched:
    """A Runtime that is turned by hand, and the facts that its service was told."""

    def __init__(self, port: int, inbox: Inbox, service: Service | None = None) -> None:
        self.told: list[object] = []
        service = service or Service(Role.P2, Senses(Connected, self._note), Senses(Disconnected, self._note))
        broker = Connection(Broker("127.0.0.1", port), "watched", "lot/", Completions.NONE)
        self.runtime = Runtime(service, broker, inbox)

    def _note(self, fact: object, _: float) -> list[object]:
        self.told.append(fact)
        return []

    def until_told(self, number: int) -> None:
        self.until(lambda: len(self.told) >= number, f"{number} facts")

    def until(self, condition: Callable[[], bool], what: str) -> None:
        def turned() -> bool:
            self.runtime._link._dial_at = 0  # noqa: SLF001  not a test of patience
            self.runtime._turn(until=monotonic() + 0.01)  # noqa: SLF001  the loop without its signals
            return condition()

        wait_for(turned, what)

    def close(self) -> None:
        self.runtime._link.close()  # noqa: SLF001  as above

    def grow_old(self) -> None:
        self.runtime._reconnect._started_at -= 60  # noqa: SLF001  a minute passes


def test_the_older_of_two_says_it_once_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    with closing(Inbox()) as inbox, FakeBroker([CONNACK + disconnect(0x8E)]).listening() as broker:
        watched = Watched(broker.port, inbox)
        watched.grow_old()
        watched.until_told(6)
        watched.close()
    assert [record.levelname for record in caplog.records].count("ERROR") == 1


def test_a_service_is_told_once_that_nobody_hears_it(caplog: pytest.LogCaptureFixture) -> None:
    answers = [CONNACK + disconnect(0x8B), refusal(0x88), refusal(0x88), CONNACK]
    with closing(Inbox()) as inbox, FakeBroker(answers).listening() as broker:
        watched = Watched(broker.port, inbox)
        watched.until_told(3)
        watched.close()
    assert watched.told == [Connected(), Disconnected(), Connected()]
    assert caplog.text.count("no connection") == 2


def test_an_order_that_was_decided_before_the_process_was_stopped_is_not_sent_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped_for: list[float] = []

    def decide_and_be_stopped(_: Available, __: float) -> list[BarrierCommand]:
        stopped_for.append(10.1)
        return [BarrierCommand(action="OPEN")]

    monkeypatch.setattr("common.runtime.monotonic", lambda: monotonic() + sum(stopped_for))
    logic = Service(Role.P2, Subscribes(Available, decide_and_be_stopped), Publishes(BarrierCommand))
    after = publish(b"lot/parking/display/available", b'{"count": 1}')
    broker = FakeBroker([CONNACK, CONNACK + NO_PACKET], granted=b"\x01", after_subscribe=after)
    with closing(Inbox()) as inbox, broker.listening():
        watched = Watched(broker.port, inbox, logic)
        watched.until(lambda: broker.connections == 2, "the connection to be made anew")
        watched.close()
    assert stopped_for == [10.1]
    assert broker.packets(PUBLISH_TYPE) == []


def test_topics_that_were_emptied_cost_no_memory(mosquitto: Mosquitto) -> None:
    # Each REMOVE of a place that nobody knows makes P1 empty its topic: a flood of them filled the memory for good.
    flood = [Forgotten(SpotStatus, f"X{number}") for number in range(3000)]
    sensors = Service(Role.P1, Senses(Connected, lambda *_: flood), Publishes(SpotStatus))
    with closing(Inbox()) as inbox:
        watched = Watched(mosquitto.port, inbox, sensors)
        watched.until(lambda: watched.runtime._link.is_up and not watched.runtime._waiting, "the answers")  # noqa: SLF001
        kept = len(watched.runtime._sequence) + len(watched.runtime._said_last)  # noqa: SLF001
        watched.close()
    assert kept == 0


def test_an_inbox_takes_facts_from_any_thread_until_it_is_full() -> None:
    with closing(Inbox(size=2)) as inbox:
        assert [inbox.put(number) for number in range(3)] == [True, True, False]
        assert (list(inbox.take()), inbox.refused, len(inbox)) == ([0, 1], 1, 0)


def test_a_fact_that_comes_while_facts_are_taken_waits_for_the_next_turn() -> None:
    with closing(Inbox()) as inbox:
        inbox.put(0)
        assert [inbox.put(1) and fact for fact in inbox.take()] == [0]
        assert list(inbox.take()) == [1]


def test_a_thousand_wakes_that_nobody_reads_block_nobody() -> None:
    with closing(Inbox()) as inbox:
        for _ in range(100_000):
            inbox.wake()
        assert list(inbox.take()) == []


def test_help_names_every_setting_and_its_default() -> None:
    command = [sys.executable, "-m", "p2_logic", "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in (*CommonSettings.names(), *LogicSettings.names()):
        assert f"  {name} " in shown
    assert "broker.emqx.io" in shown
