"""What Prometheus and Grafana are told in deploy/."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GRAFANA = DEPLOY / "grafana"

# A metric with what is asked of its labels (Prometheus' documentation, "Querying basics").
METRIC = re.compile(r"\b(smartparking_[a-z_]+|up)\b(?:\{([^}]*)\})?")
LABEL = re.compile(r'([a-z_]+)(=~|!~|!=|=)"([^"]*)"')


def content_of(path: Path) -> Any:
    """A YAML or JSON file."""
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)


def rules() -> list[dict[str, Any]]:
    """The alert rules."""
    return [rule for group in content_of(DEPLOY / "alerts.yml")["groups"] for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    """The dashboard."""
    board: dict[str, Any] = content_of(GRAFANA / "dashboards" / "smart-parking.json")
    return board


def targets() -> list[dict[str, Any]]:
    """What its panels ask."""
    return [target for panel in dashboard()["panels"] for target in panel["targets"]]


def expressions() -> list[str]:
    """All that is asked of Prometheus."""
    variables = [each["query"]["query"] for each in dashboard()["templating"]["list"] if each["type"] == "query"]
    return [*(rule["expr"] for rule in rules()), *(target["expr"] for target in targets()), *variables]


def metrics_in(expression: str) -> dict[str, dict[str, str]]:
    """The metrics in an expression, each with the labels that are asked of it."""
    found = METRIC.findall(expression)
    return {name: {label: value for label, _, value in LABEL.findall(asked)} for name, asked in found}
