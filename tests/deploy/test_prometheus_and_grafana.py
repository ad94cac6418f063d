"""What stands in deploy/ for Prometheus and Grafana can be read, and fits the alarms of P5."""

import re
from itertools import combinations
from typing import Any

import pytest

from p5_monitor.rules.gravity import Gravity, gravity_of
from p5_monitor.rules.picture import Kind
from p5_monitor.settings import MonitorSettings
from tests.deploy.monitoring import DEPLOY, GRAFANA, content_of, dashboard, expressions, metrics_in, rules, targets

PROMETHEUS = content_of(DEPLOY / "prometheus.yml")

SEVERITIES = set(Gravity)
DURATION = re.compile(r"\d+[smh]")


# Grafana lays panels out in so many columns.
COLUMNS = 24
PANELS = {"stat", "table", "timeseries", "state-timeline"}


def test_each_kind_of_alarm_has_one_rule_that_is_called_as_it_is_and_sees_also_what_is_over() -> None:
    asked = {rule["alert"]: rule["expr"] for rule in rules() if "smartparking_alarms" in rule["expr"]}
    assert asked == {
        "".join(word.capitalize() for word in kind.split("_")): (
            f'smartparking_alarms{{kind="{kind}"}} > 0'
            f' or increase(smartparking_raised_alarms_total{{kind="{kind}"}}[1m]) > 0'
        )
        for kind in Kind
    }


def asked(kind: Kind) -> str:
    """An alarm that is over before Prometheus looks is one all the same."""
    return (
        f'smartparking_alarms{{kind="{kind}"}} > 0 '
        f'or increase(smartparking_raised_alarms_total{{kind="{kind}"}}[1m]) > 0'
    )


def test_prometheus_finds_each_alarm_as_grave_as_p5_does() -> None:
    severities = {rule["expr"]: rule["labels"]["severity"] for rule in rules() if "smartparking_alarms" in rule["expr"]}
    assert severities == {asked(kind): gravity_of(kind) for kind in Kind}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_a_rule_has_what_prometheus_and_a_person_need(rule: dict[str, Any]) -> None:
    assert {"alert", "expr", "labels", "annotations"} <= set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in SEVERITIES
    assert rule["annotations"]["summary"].startswith("{{ $labels.lot }}: ")
    assert DURATION.fullmatch(rule.get("for", "0s"))


def test_no_name_of_a_rule_or_a_group_stands_twice() -> None:
    names = [rule["alert"] for rule in rules()]
    groups = [group["name"] for group in content_of(DEPLOY / "alerts.yml")["groups"]]
    assert len(set(names)) == len(names)
    assert len(set(groups)) == len(groups)


def test_prometheus_reads_p5_where_it_is_by_default_and_the_rules_beside() -> None:
    (job,) = PROMETHEUS["scrape_configs"]
    (scraped,) = job["static_configs"]
    assert scraped["targets"] == [f"127.0.0.1:{MonitorSettings.model_fields['http_port'].default}"]
    assert scraped["labels"].keys() == {"lot"}
    assert [name for name in PROMETHEUS["rule_files"] if not (DEPLOY / name).is_file()] == []
    assert {asked["up"]["job"] for asked in map(metrics_in, expressions()) if "up" in asked} == {job["job_name"]}


def test_growth_is_asked_over_a_time_in_which_p5_is_read_several_times() -> None:
    every = int(PROMETHEUS["global"]["scrape_interval"].removesuffix("s"))
    windows = {minutes for rule in rules() for minutes in re.findall(r"_total(?:\{[^}]*\})?\[(\d+)m\]", rule["expr"])}
    assert windows
    assert min(int(minutes) * 60 for minutes in windows) >= 4 * every


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_is_whole(expression: str) -> None:
    outside_quotes = re.sub(r'"[^"]*"', "", expression)
    for opening, closing in ("()", "{}", "[]"):
        assert outside_quotes.count(opening) == outside_quotes.count(closing)
    assert '"' not in outside_quotes
    assert metrics_in(expression)


@pytest.mark.parametrize("expression", expressions())
def test_of_a_counter_only_its_growth_is_asked(expression: str) -> None:
    counters = [name for name in metrics_in(expression) if name.endswith("_total")]
    assert [name for name in counters if not re.search(rf"(rate|increase)\({name}(\{{[^}}]*\}})?\[", expression)] == []


@pytest.mark.parametrize("target", targets(), ids=lambda target: target["expr"])
def test_a_panel_shows_the_lots_that_were_chosen(target: dict[str, Any]) -> None:
    assert {asked.get("lot") for asked in metrics_in(target["expr"]).values()} == {"$lot"}
    assert target["datasource"] == {"type": "prometheus", "uid": "${datasource}"}


def test_the_panels_have_names_of_their_own_and_stand_beside_each_other() -> None:
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels) > 10
    assert {panel["type"] for panel in panels} <= PANELS
    assert [panel["title"] for panel in panels if panel["gridPos"]["x"] + panel["gridPos"]["w"] > COLUMNS] == []
    overlapping = [(a["title"], b["title"]) for a, b in combinations(panels, 2) if _overlap(a["gridPos"], b["gridPos"])]
    assert overlapping == []


def test_the_dashboard_asks_for_what_it_needs_and_nothing_of_one_grafana_alone() -> None:
    board = dashboard()
    assert {each["name"] for each in board["templating"]["list"]} == {"datasource", "lot"}
    assert "id" not in board
    assert board["uid"] == "smart-parking"


def test_grafana_finds_prometheus_and_the_dashboard() -> None:
    (source,) = content_of(GRAFANA / "provisioning" / "datasources" / "prometheus.yml")["datasources"]
    (provider,) = content_of(GRAFANA / "provisioning" / "dashboards" / "smart-parking.yml")["providers"]
    assert (source["type"], source["access"]) == ("prometheus", "proxy")
    assert source["url"].startswith("http://127.0.0.1:")
    assert provider["type"] == "file"
    assert provider["options"]["path"].startswith("/")


def _overlap(a: dict[str, int], b: dict[str, int]) -> bool:
    return all(a[at] < b[at] + b[size] and b[at] < a[at] + a[size] for at, size in (("x", "w"), ("y", "h")))
