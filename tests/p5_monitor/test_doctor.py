"""``doctor`` against set-ups that are broken, each in one way: the right cause is named, and the exit code is 1."""

import io
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.connection import Broker, Connection
from common.contract import Completions, Role, address_of
from common.messages import Available, Message, Presence
from common.spots import Detectors
from common.testing import Mosquitto, free_port, stopping, wait_for
from p5_monitor.doctor.doctor import run
from p5_monitor.doctor.examination import Case, examine
from p5_monitor.doctor.patience import Patience
from p5_monitor.doctor.words import ENGLISH
from p5_monitor.mqtt_probe import Probe
from p5_monitor.rules.diagnosis import Cause, Check, Finding, Level
from tests.common.fake_broker import CONNACK, FakeBroker, refusal
from tests.p5_monitor.authority import Authority, Papers
from tests.p5_monitor.broken_set_ups import black_hole, says

PREFIX = "lot/"

# Whatever hangs (DESIGN, P5).
LONGEST_SECONDS = 20.0

ROOM_FOR_ALL = "max_queued_messages 1000000"

NO_MQTT_5 = b"\x20\x02\x00\x01"
MQTT_3_CONNACK = b"\x20\x02\x00\x00"
HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
SSH = b"SSH-2.0-OpenSSH_9.2\r\n"
FILTERS = 8

RIGHT, WRONG = "right", "wrong"


def case(
    broker: Broker,
    *,
    listen_seconds: float = 0.2,
    completions: Completions = Completions.LISTEN,
    loads_it: bool = False,
) -> Case:
    connection = Connection(broker, "unused", PREFIX, completions)
    return Case(connection, Detectors(["ENTRY"]), loads_it, listen_seconds)


def here(port: int, **settings: object) -> Case:
    return case(Broker("127.0.0.1", port, **settings))  # type: ignore[arg-type]


def wrong(examined: Case) -> list[Cause]:
    """What failed; the exit code says so, each has its words, and it did not take too long."""
    began = time.monotonic()
    findings = list(examine(examined, Patience(18.0)))
    assert time.monotonic() - began < LONGEST_SECONDS
    failed = [finding.cause for finding in findings if finding.level is Level.FAIL]
    assert _told(findings)
    return failed


def _told(findings: Sequence[Finding]) -> bool:
    return all(part.format(**finding.details) for finding in findings for part in ENGLISH.lines[finding.cause] if part)


def printed(examined: Case) -> tuple[int, list[str]]:
    stream = io.StringIO()
    code = run(examined, ENGLISH, stream)
    return code, stream.getvalue().splitlines()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where mosquitto may read, which gives up root's rights before it does."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder / "lot")


@pytest.fixture(scope="module")
def stranger(folder: Path) -> Authority:
    return Authority(folder / "stranger", "Somebody else")


@pytest.fixture(scope="module")
def good(authority: Authority) -> Papers:
    return authority.signs("DNS:localhost", "IP:127.0.0.1")


@pytest.fixture(scope="module")
def healthy() -> Iterator[Mosquitto]:
    with Mosquitto([ROOM_FOR_ALL]) as broker:
        yield broker


def tls(mosquitto: Mosquitto, authority: Authority, host: str = "127.0.0.1") -> Case:
    return case(Broker(host, mosquitto.port, tls=True, ca_file=authority.certificate))


# --- nothing is wrong


def test_a_healthy_broker_with_nobody_there_passes_with_a_warning(healthy: Mosquitto) -> None:
    code, lines = printed(here(healthy.port))
    assert code == 0
    assert [line.split()[0] for line in lines[1:-1]] == ["ok"] * 7 + ["warn", "ok", "warn", "ok"]
    assert "nothing was heard under lot/" in lines[-3]


def test_a_healthy_broker_with_tls_and_a_name_passes(authority: Authority, good: Papers) -> None:
    with Mosquitto(good.for_mosquitto(ROOM_FOR_ALL)) as mosquitto:
        code, lines = printed(tls(mosquitto, authority, "localhost"))
    assert code == 0
    assert "certificate for localhost, 127.0.0.1, until" in lines[3]


# --- there is no way to the broker


def test_a_host_that_nobody_knows() -> None:
    # Where there is no network, it is the name server that nobody knows.
    assert wrong(case(Broker("no-such-host.invalid", 1883))) in ([Cause.NAME_UNKNOWN], [Cause.NAME_SERVER_SILENT])


def test_a_port_where_nobody_listens() -> None:
    assert wrong(here(free_port())) == [Cause.TCP_REFUSED_HERE]


def test_a_machine_that_gives_no_answer() -> None:
    with black_hole() as port:
        assert wrong(here(port)) == [Cause.TCP_SILENT]


# --- it is no broker, or none that we can use


@pytest.mark.parametrize("encrypted", [False, True])
def test_who_accepts_and_says_nothing(*, encrypted: bool) -> None:
    with says(b"") as port:
        assert wrong(here(port, tls=encrypted)) == [Cause.TLS_SILENT if encrypted else Cause.SILENT]


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_web_server(*, encrypted: bool) -> None:
    with says(HTTP) as port:
        assert wrong(here(port, tls=encrypted)) == [Cause.TLS_ON_WEB if encrypted else Cause.WEB_SERVER]


def test_something_that_is_no_broker_is_shown_by_what_it_says() -> None:
    with says(SSH, first=SSH) as port:
        _, lines = printed(here(port))
        assert wrong(here(port)) == [Cause.OTHER_PROTOCOL]
    assert any("it says SSH-2.0-OpenSSH_9.2" in line for line in lines)


@pytest.mark.parametrize("answer", [NO_MQTT_5, refusal(0x84)], ids=["as 3.1.1 says it", "as 5 says it"])
def test_a_broker_without_mqtt_5(answer: bytes) -> None:
    with FakeBroker([answer]).listening() as broker:
        assert wrong(here(broker.port)) == [Cause.NO_MQTT_5]


def test_a_broker_that_hangs_up_on_mqtt_5_and_answers_an_old_client() -> None:
    with FakeBroker([b"\x00\x00", MQTT_3_CONNACK]).listening() as broker:
        assert wrong(here(broker.port)) == [Cause.NO_MQTT_5]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (0x85, Cause.CLIENT_ID_REFUSED),
        (0x86, Cause.CREDENTIALS_WRONG),
        (0x87, Cause.NOT_AUTHORISED),
        (0x88, Cause.BUSY),
        (0x89, Cause.BUSY),
        (0x8A, Cause.BANNED),
        (0x97, Cause.BUSY),
        (0x9C, Cause.MOVED),
        (0x9F, Cause.BUSY),
        (0x80, Cause.REFUSED),
    ],
)
def test_a_broker_that_refuses(code: int, cause: Cause) -> None:
    with FakeBroker([refusal(code)]).listening() as broker:
        assert wrong(here(broker.port, username="p5", password=RIGHT)) == [cause]


# --- TLS


def test_a_tls_port_without_mqtt_tls(good: Papers) -> None:
    with Mosquitto(good.for_mosquitto()) as mosquitto:
        assert wrong(here(mosquitto.port)) == [Cause.PLAIN_ON_TLS]


def test_mqtt_tls_on_a_plain_port(healthy: Mosquitto) -> None:
    assert wrong(here(healthy.port, tls=True)) == [Cause.TLS_ON_PLAIN_MQTT]


def test_an_authority_that_we_do_not_trust(stranger: Authority, good: Papers) -> None:
    with Mosquitto(good.for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, stranger)) == [Cause.UNKNOWN_ISSUER]
        assert wrong(here(mosquitto.port, tls=True)) == [Cause.UNKNOWN_ISSUER]
        _, lines = printed(tls(mosquitto, stranger))
    assert any("was issued by Lot authority" in line and "(now: MQTT_CA_FILE)" in line for line in lines)


def test_a_certificate_that_signs_itself(authority: Authority) -> None:
    with Mosquitto(authority.self_signed("IP:127.0.0.1").for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.SELF_SIGNED]


def test_a_certificate_that_has_expired(authority: Authority) -> None:
    papers = authority.signs("IP:127.0.0.1", from_days=-10, until_days=-1)
    with Mosquitto(papers.for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.EXPIRED]


def test_a_certificate_that_is_not_valid_yet(authority: Authority) -> None:
    with Mosquitto(authority.signs("IP:127.0.0.1", from_days=1).for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.NOT_YET_VALID]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_that_is_made_out_to_another_name(authority: Authority, host: str) -> None:
    with Mosquitto(authority.signs("DNS:broker.example").for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority, host)) == [Cause.OTHER_NAME]
        _, lines = printed(tls(mosquitto, authority, host))
    assert any(f"made out to broker.example, not to {host}" in line for line in lines)


def test_a_certificate_that_ends_soon_is_a_warning(authority: Authority) -> None:
    papers = authority.signs("IP:127.0.0.1", until_days=5.5)
    with Mosquitto(papers.for_mosquitto(ROOM_FOR_ALL)) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == []
        _, lines = printed(tls(mosquitto, authority))
    assert any(line.startswith("warn") and "it ends in 5 days" in line for line in lines)


def test_all_that_is_wrong_with_a_certificate_is_said_at_once(authority: Authority, stranger: Authority) -> None:
    papers = stranger.signs("DNS:broker.example", from_days=-10, until_days=-1)
    with Mosquitto(papers.for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.UNKNOWN_ISSUER, Cause.OTHER_NAME, Cause.EXPIRED]


def test_a_broker_that_wants_a_certificate_of_ours(authority: Authority, good: Papers) -> None:
    wants = [f"cafile {authority.certificate}", "require_certificate true"]
    with Mosquitto(good.for_mosquitto(*wants)) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.CLIENT_CERTIFICATE_WANTED]


# --- users and rights


@contextmanager
def guarded(folder: Path, *rights: str) -> Iterator[Mosquitto]:
    """A broker that knows the user p5, whose password is ``right``, and lets him do this."""
    passwords, acl = folder / "passwords", folder / "acl"
    subprocess.run(["mosquitto_passwd", "-b", "-c", passwords, "p5", RIGHT], check=True, capture_output=True)
    acl.write_text("\n".join(["user p5", *rights, ""]))
    passwords.chmod(0o644)
    files = [f"password_file {passwords}", f"acl_file {acl}"]
    with Mosquitto(["allow_anonymous false", *files, ROOM_FOR_ALL]) as broker:
        yield broker


ALL_RIGHTS = (f"topic read {PREFIX}#", f"topic readwrite {PREFIX}monitor/doctor/+")


def test_the_user_with_the_right_password_passes(folder: Path) -> None:
    with guarded(folder, *ALL_RIGHTS) as mosquitto:
        assert wrong(here(mosquitto.port, username="p5", password=RIGHT)) == []


def test_a_wrong_password(folder: Path) -> None:
    with guarded(folder, *ALL_RIGHTS) as mosquitto:
        assert wrong(here(mosquitto.port, username="p5", password=WRONG)) == [Cause.NOT_AUTHORISED]


def test_no_user_where_one_is_wanted(folder: Path) -> None:
    with guarded(folder, *ALL_RIGHTS) as mosquitto:
        assert wrong(here(mosquitto.port)) == [Cause.CREDENTIALS_MISSING]


def test_an_acl_that_forbids_to_publish(folder: Path) -> None:
    with guarded(folder, f"topic read {PREFIX}#") as mosquitto:
        failed = wrong(here(mosquitto.port, username="p5", password=RIGHT))
    assert failed == [Cause.PUBLISH_REFUSED]


def test_an_acl_that_grants_what_it_never_delivers(folder: Path) -> None:
    with guarded(folder, f"topic write {PREFIX}#") as mosquitto:
        failed = wrong(here(mosquitto.port, username="p5", password=RIGHT))
    assert failed == [Cause.NOT_DELIVERED]


def test_a_subscription_that_is_refused_is_named() -> None:
    granted = b"\x01\x01\x87" + b"\x01" * (FILTERS - 3)
    with FakeBroker([CONNACK], granted=granted).listening() as broker:
        _, lines = printed(here(broker.port, username="p5"))
    assert any(
        line.startswith("FAIL  topics") and "to user p5: parking/display/available (Not authorized)" in line
        for line in lines
    )


# --- the broker does not do all that it should


def test_a_queue_that_is_too_small() -> None:
    with Mosquitto() as mosquitto:
        code, lines = printed(here(mosquitto.port))
    assert code == 1
    assert "980 of them were lost: write `max_queued_messages 1000000`" in lines[-2]


def test_a_broker_that_keeps_nothing() -> None:
    with Mosquitto(["retain_available false", ROOM_FOR_ALL]) as mosquitto:
        assert wrong(here(mosquitto.port)) == [Cause.OFFERS_TOO_LITTLE]


def test_a_broker_that_hangs_in_the_midst() -> None:
    with Mosquitto([ROOM_FOR_ALL]) as mosquitto:
        examination = examine(here(mosquitto.port), Patience(18.0))
        assert next(each.cause for each in examination if each.check is Check.MQTT_5) == Cause.OFFERS_ALL
        mosquitto.freeze()
        began = time.monotonic()
        failed = [each.cause for each in examination if each.level is Level.FAIL]
    assert failed == [Cause.TOPICS_UNANSWERED]
    assert time.monotonic() - began < LONGEST_SECONDS


def test_whoever_takes_the_doctors_own_client_id_is_suspected(healthy: Mosquitto) -> None:
    examination = examine(here(healthy.port), Patience(18.0))
    assert next(each.cause for each in examination if each.check is Check.ROUND_TRIP) == Cause.HEARD_BACK
    with Probe(Broker("127.0.0.1", healthy.port), "SmartPark2026_P5_doctor") as another:
        another.connect()
        assert list(examination)[-1].cause == Cause.CUT_OFF


# --- the lot


@pytest.fixture
def seven(healthy: Mosquitto) -> Iterator[dict[Role, Probe]]:
    """All of them are connected, and say nothing yet."""
    with ExitStack() as opened:
        modules = {}
        for role in Role:
            modules[role] = opened.enter_context(Probe(Broker("127.0.0.1", healthy.port), role.client_id))
            modules[role].connect()
        yield modules


def says_on(probe: Probe, message: Message, number: int = 0, ahead_seconds: float = 0.0) -> None:
    sent = datetime.now(UTC) + timedelta(seconds=ahead_seconds)
    beside = [("sent", sent.isoformat()), *([("seq", str(number))] if number else [])]
    probe.publish(PREFIX + address_of(message), message.payload(), properties=beside)


def lot_of(healthy: Mosquitto, while_listening: Callable[[], None], seconds: float = 1.0) -> dict[Check, Finding]:
    """What is found out about the lot, while it speaks."""
    found: dict[Check, Finding] = {}
    listens = f"SmartPark2026_P5_doctor 2 {PREFIX}monitor/presence/+"
    before = healthy.log.count(listens)

    def speak() -> None:
        wait_for(lambda: healthy.log.count(listens) > before, "the doctor to listen")
        while_listening()

    speaking = threading.Thread(target=speak)
    for finding in examine(case(Broker("127.0.0.1", healthy.port), listen_seconds=seconds), Patience(18.0)):
        found[finding.check] = finding
        if finding.check is Check.ROUND_TRIP:
            speaking.start()
        if finding.check is Check.MODULES:
            break
    speaking.join()
    return found


def test_who_is_there_is_named_and_nobody_is_thrown_out(healthy: Mosquitto, seven: dict[Role, Probe]) -> None:
    def speak() -> None:
        for role, module in seven.items():
            says_on(module, Presence(role=role.value, online=role is not Role.P3))

    found = lot_of(healthy, speak)
    assert found[Check.MODULES].details["gone"] == "P3"
    assert found[Check.MODULES].details["unheard"] == "-"
    assert found[Check.CLIENT_IDS].cause == Cause.CLIENT_IDS_IN_USE
    assert "SmartPark2026_P2, SmartPark2026_P4" in found[Check.CLIENT_IDS].details["client_ids"]
    assert not any(module.gone(0.05) for module in seven.values())


def test_what_was_heard_proves_that_it_is_delivered(healthy: Mosquitto, seven: dict[Role, Probe]) -> None:
    found = lot_of(healthy, lambda: says_on(seven[Role.P4], Available(count=3)))
    assert found[Check.TOPICS].cause == Cause.TOPICS_HEARD
    assert found[Check.TOPICS].details["heard"] == "parking/display/available 1"


@pytest.mark.parametrize(
    ("seconds", "level", "cause"),
    [(0, Level.OK, Cause.CLOCKS_AGREE), (3, Level.WARN, Cause.CLOCKS_DIFFER), (-60, Level.FAIL, Cause.CLOCKS_DIFFER)],
)
def test_a_clock_that_is_off_is_told_by_what_its_module_says(
    healthy: Mosquitto, seven: dict[Role, Probe], seconds: float, level: Level, cause: Cause
) -> None:
    found = lot_of(healthy, lambda: says_on(seven[Role.P4], Available(count=3), ahead_seconds=seconds))
    assert (found[Check.CLOCKS].level, found[Check.CLOCKS].cause) == (level, cause)


def test_two_programs_with_one_client_id_are_told_by_their_numbers(
    healthy: Mosquitto, seven: dict[Role, Probe]
) -> None:
    # A broker lets only one of them be connected: the other speaks through somebody else's connection.
    def speak() -> None:
        for number in range(1, 7):
            says_on(seven[Role.P4], Available(count=3), number=number)
            says_on(seven[Role.P7], Available(count=5), number=number + 100)

    found = lot_of(healthy, speak, 6.0)
    assert found[Check.CLIENT_IDS].cause == Cause.CLIENT_IDS_TWICE
    assert found[Check.CLIENT_IDS].details == {"client_ids": "SmartPark2026_P4"}


def test_the_broker_never_saw_a_client_id_taken_over() -> None:
    with Mosquitto([ROOM_FOR_ALL]) as mosquitto:
        assert wrong(here(mosquitto.port)) == []
        connected = set(re.findall(r" as (\S+) \(", mosquitto.log))
        assert connected == {"SmartPark2026_P5_doctor"}
        assert "already connected" not in mosquitto.log


# --- as a program


def program(tmp_path: Path, port: int, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "p5_monitor", "doctor", *arguments],
        cwd=tmp_path,
        env={"MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(port), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_speaks_french_and_exits_with_1(tmp_path: Path) -> None:
    with stopping(program(tmp_path, free_port(), "--burst", LANG="fr_FR.UTF-8", PYTHONUTF8="1")) as doctor:
        said, _ = doctor.communicate(timeout=30)
    assert doctor.returncode == 1
    assert "FAIL  TCP           personne n'écoute sur 127.0.0.1:" in said
    assert "Pas examiné, pour cette raison : TLS, CONNACK," in said


def test_what_it_does_not_know_is_a_wrong_usage(tmp_path: Path) -> None:
    with stopping(program(tmp_path, free_port(), "P3")) as doctor:
        _, error = doctor.communicate(timeout=30)
    assert doctor.returncode == 2
    assert error == "p5_monitor: doctor: nothing expected, or --burst\n"


def test_ctrl_c_ends_it_at_once_without_a_traceback(tmp_path: Path) -> None:
    with black_hole() as port, stopping(program(tmp_path, port)) as doctor:
        assert doctor.stdout
        assert doctor.stdout.readline().startswith("Examining 127.0.0.1:")
        doctor.send_signal(signal.SIGINT)
        said, error = doctor.communicate(timeout=30)
    assert doctor.returncode == 130
    assert said.endswith("Interrupted.\n")
    assert error == ""
