"""What Prometheus reads."""

import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from common.messages import Connected, Listening
from p5_monitor.address import Notified
from p5_monitor.metrics import Metrics
from p5_monitor.rules import Picture, missing
from p5_monitor.rules.alarms import spots
from p5_monitor.rules.picture import Kind
from tests.p5_monitor.desk import OPEN, OPENED, Desk, count, free, gone, here, settled

ROLES = {f"P{number}" for number in range(1, 8)}
KINDS = {kind.value for kind in Kind}

Samples = dict[tuple[str, str], float]


def samples(picture: Picture) -> Samples:
    """Each figure by its name and its one label's value."""
    text, _ = Metrics(lambda: picture).text("")
    families = list(text_string_to_metric_families(text.decode()))
    return {
        (sample.name, "".join(sample.labels.values())): sample.value for family in families for sample in family.samples
    }


def test_the_figures_of_each_module_are_there() -> None:
    desk = Desk()
    desk.hears(here("P1"), gone("P2"), free("A1"), count(11), OPENED)
    desk.receives("parking/display/available", b"?")
    desk.numbered(1, 4, message=OPEN)
    desk.passes(5)
    found = samples(desk.picture)
    assert found["smartparking_messages_total", "P4"] == 2
    assert found["smartparking_rejected_messages_total", "P4"] == 1
    assert found["smartparking_missing_messages_total", "P2"] == 2
    assert found["smartparking_module_up", "P1"] == 1
    assert found["smartparking_free_places", ""] == 11
    assert found["smartparking_barrier", "OPENED"] == 1


def test_whoever_is_connected_and_hears_nothing_is_not_subscribed() -> None:
    desk = Desk()
    desk.senses(Listening())
    granted = samples(desk.picture)
    desk.senses(Connected(), Listening(refused=("lot/parking/#",)))
    refused = samples(desk.picture)
    assert [each["smartparking_connected", ""] for each in (granted, refused)] == [1, 1]
    assert [each["smartparking_subscribed", ""] for each in (granted, refused)] == [1, 0]


def test_what_nobody_knows_is_absent() -> None:
    found = samples(Desk().picture)
    absent = [("module_up", "P2"), ("heard_age_seconds", "P2"), ("free_places", ""), ("barrier", "OPENED")]
    assert [name for name in absent if (f"smartparking_{name[0]}", name[1]) in found] == []
    assert found["smartparking_messages_total", "P2"] == 0


def test_an_offline_module_is_0() -> None:
    desk = Desk()
    desk.hears(gone("P2"))
    assert samples(desk.picture)["smartparking_module_up", "P2"] == 0


def test_the_arm_of_a_barrier_that_is_gone_is_absent() -> None:
    desk = Desk()
    desk.hears(OPENED, gone("P3"))
    assert ("smartparking_barrier", "OPENED") not in samples(desk.picture)


def test_no_topic_of_a_stranger_becomes_a_label() -> None:
    desk = Desk()
    before = samples(desk.picture).keys()
    for number in range(1000):
        desk.receives(f"parking/strange/{number}", b"?")
        desk.receives(f"parking/spots/S{number}/status", b"?")
    after = samples(desk.picture).keys()
    assert {label for _, label in after} <= ROLES | KINDS | {""}
    assert after - before == {("smartparking_module_up", "P1"), ("smartparking_heard_age_seconds", "P1")}


def test_every_name_has_the_prefix_and_a_help_text() -> None:
    text, content_type = Metrics(lambda: Desk().picture).text("")
    families = list(text_string_to_metric_families(text.decode()))
    assert [family.name for family in families if not family.name.startswith("smartparking_")] == []
    assert [family.name for family in families if not family.documentation] == []
    assert content_type.startswith("text/plain")


def test_whoever_asks_for_openmetrics_gets_it() -> None:
    desk = Desk()
    desk.hears(OPENED)
    text, content_type = Metrics(lambda: desk.picture).text("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text")
    assert len(list(openmetrics.text_string_to_metric_families(text.decode()))) > 10


def test_each_kind_of_alarm_says_how_many_stand() -> None:
    desk = settled()
    desk.hears(gone("P2"), gone("P3"))
    desk.passes(6)
    found = samples(desk.picture)
    standing = {kind: value for (name, kind), value in found.items() if name == "smartparking_alarms"}
    assert standing == {**dict.fromkeys(KINDS, 0.0), "module_offline": 2.0}


def test_an_alarm_that_is_over_before_anybody_asks_is_counted() -> None:
    desk = settled()
    desk.hears(gone("P2"), gone("P3"))
    desk.passes(6)
    desk.hears(here("P2"), here("P3"))
    desk.passes(1)
    found = samples(desk.picture)
    assert {value for (name, _), value in found.items() if name == "smartparking_alarms"} == {0.0}
    raised = {kind: value for (name, kind), value in found.items() if name == "smartparking_raised_alarms_total"}
    assert raised == {**dict.fromkeys(KINDS, 0.0), "module_offline": 2.0}


def test_what_was_dropped_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spots, "MAX_SPOTS", 10)
    monkeypatch.setattr(missing, "MAX_TOPICS", 10)
    desk = settled()
    for number in range(13):
        desk.receives(f"parking/spots/S{number}/status", b'{"id": "S%d", "status": "FREE"}' % number, {"seq": "1"})
    found = samples(desk.picture)
    assert found["smartparking_dropped_spots_total", ""] == 3
    assert found["smartparking_dropped_topics_total", ""] == 3


def test_what_became_of_the_notes_about_alarms_is_counted() -> None:
    text, _ = Metrics(lambda: Desk().picture, lambda: Notified(sent=5, failed=2, dropped=1)).text("")
    for line in ("sent_notifications_total 5.0", "failed_notifications_total 2.0", "dropped_notifications_total 1.0"):
        assert f"\nsmartparking_{line}\n" in text.decode()


@pytest.mark.parametrize(
    "accept",
    [
        "application/openmetrics-text;version=1..0",
        "application/openmetrics-text;version=x",
        "application/openmetrics-text;version=",
        f"application/openmetrics-text;version={'9' * 5000}",
        "text/plain;version=1.0.",
        ";;,,;=",
        "\xff",
    ],
)
def test_whoever_cannot_say_what_he_wants_gets_figures_all_the_same(accept: str) -> None:
    text, content_type = Metrics(lambda: Desk().picture).text(accept)
    assert b"smartparking_connected 1.0" in text
    assert content_type.split(";")[0] in {"text/plain", "application/openmetrics-text"}


def test_a_malformed_version_gets_the_plain_format() -> None:
    _, content_type = Metrics(lambda: Desk().picture).text("application/openmetrics-text;version=1..0")
    assert content_type.startswith("text/plain; version=0.0.4")
