"""The dashboard and the alerts in docs use metrics that exist, with labels that they have."""

import json
import re
import shutil
import subprocess
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.observability.metrics import Metrics
from bot.observability.tracing import Span, Trace
from bot.rendering import PoolRenderer
from tests.conftest import lacking

DOCS = Path(__file__).parents[2] / "docs"
DASHBOARD = DOCS / "grafana-dashboard.json"
ALERTS = DOCS / "alerts.yml"
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}


@pytest.fixture
def series() -> dict[str, set[str]]:
    """Return the series that Prometheus would find, each with its labels."""
    metrics = Metrics(workers=PoolRenderer(1, 1).state, store_failures=lambda: 0, latency=lambda: 0.1)
    metrics.observe(Trace("/genart", "squares", True, spans=dict.fromkeys(Span, 0.1)))
    return {
        family.name + suffix: {label for sample in family.samples for label in sample.labels}
        for family in text_string_to_metric_families(metrics.text().decode())
        for suffix in SUFFIXES[family.type]
        # Every counter has one more series: when it was created.
        if not family.name.endswith("_created")
    }


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def used(text: str) -> set[str]:
    """Return the metrics that a text names."""
    return set(re.findall(r"\bgenart_\w+", text))


def test_every_panel_of_the_dashboard_shows_metrics_that_exist(series: dict[str, set[str]]) -> None:
    expressions = [target["expr"] for panel in panels() for target in panel["targets"]]
    assert all(used(expression) for expression in expressions)
    assert used(" ".join(expressions)) <= series.keys()


def test_every_metric_of_the_alerts_exists(series: dict[str, set[str]]) -> None:
    expressions = re.sub(r"#.*|summary:.*|remedy:.*", "", ALERTS.read_text())
    assert used(expressions) - {"genart"} <= series.keys()


def test_queries_group_by_labels_that_exist(series: dict[str, set[str]]) -> None:
    labels = set().union(*series.values()) | {"instance", "job"}
    everything = DASHBOARD.read_text() + ALERTS.read_text()
    for names in re.findall(r"\b(?:by|on) \(([^)]+)\)", everything):
        assert {name.strip() for name in names.split(",")} <= labels
    assert set(re.findall(r"\{\{(\w+)\}\}", DASHBOARD.read_text())) <= labels


def test_the_documentation_explains_all_metrics_and_no_others(series: dict[str, set[str]]) -> None:
    explained = used((DOCS / "operations.md").read_text())
    bases = {re.sub(r"_(bucket|count|sum)$", "", name) for name in series}
    assert explained == bases


def test_the_dashboard_can_be_imported() -> None:
    dashboard = json.loads(DASHBOARD.read_text())
    assert dashboard["uid"] == "genart-bot"
    assert "__inputs" not in dashboard
    all_panels = panels()
    assert len({panel["id"] for panel in all_panels}) == len(all_panels)
    assert all(panel["datasource"]["uid"] == "${datasource}" for panel in all_panels)
    places = [panel["gridPos"] for panel in all_panels]
    assert all(place["x"] + place["w"] <= 24 for place in places)
    assert not any(_overlap(one, other) for one, other in combinations(places, 2))


def _overlap(a: dict[str, int], b: dict[str, int]) -> bool:
    return (
        a["x"] < b["x"] + b["w"]
        and b["x"] < a["x"] + a["w"]
        and a["y"] < b["y"] + b["h"]
        and b["y"] < a["y"] + a["h"]
    )


def test_prometheus_accepts_the_alerts() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        lacking("promtool is not installed (Debian: apt-get install prometheus)")
    done = subprocess.run([promtool, "check", "rules", ALERTS], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
