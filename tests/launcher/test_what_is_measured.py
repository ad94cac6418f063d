"""All that the dashboard and the alert rules ask for is measured in a lot that runs."""

import re

import httpx
from prometheus_client.parser import text_string_to_metric_families

from common.testing import free_port, wait_for
from tests.deploy.monitoring import expressions, metrics_in, targets
from tests.launcher.conftest import Launch

# What Prometheus itself gives to a figure, and what its configuration does.
LABELS_OF_THE_SCRAPE = {"instance", "job", "lot"}

Labels = dict[str, set[str]]


def measured(address: str) -> Labels:
    """The names of the figures that there are now, each with its labels; nothing, while nobody answers."""
    try:
        text = httpx.get(address).text
    except httpx.HTTPError:
        return {}
    found: Labels = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def asked_for() -> Labels:
    """The names of our figures that anybody asks for, each with the labels that he asks for."""
    asked: Labels = {}
    for expression in expressions():
        for name, labels in metrics_in(expression).items():
            asked.setdefault(name, set()).update(labels.keys() - LABELS_OF_THE_SCRAPE)
    for target in targets():
        shown = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) - LABELS_OF_THE_SCRAPE
        for name in metrics_in(target["expr"]):
            asked[name] |= shown
    # Whether it was answered Prometheus itself says.
    del asked["up"]
    return asked


def test_a_lively_lot_has_every_figure_that_the_dashboard_and_the_rules_ask_for(launch: Launch) -> None:
    port = str(free_port())
    environment = {"P1_SEED": "1", "P5_HTTP_PORT": port}
    environment |= {f"P{number}_HTTP_PORT": str(free_port()) for number in (6, 7)}
    address = f"http://127.0.0.1:{port}/metrics"
    asked = asked_for()
    assert len(asked) > 15

    launched = launch(environment=environment)
    launched.wait_to_say("P2 | ")

    wait_for(lambda: asked.keys() <= measured(address).keys(), "every figure", seconds=60)
    found = measured(address)
    assert {name: labels for name, labels in asked.items() if not labels <= found[name]} == {}
    assert launched.stop() == 0
