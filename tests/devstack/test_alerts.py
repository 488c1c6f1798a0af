"""Alert rules, dashboard and the page for operators speak of the same things, and of figures that there are."""

import importlib
import json
import re
from itertools import combinations, pairwise
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from devstack.processes import REPOSITORY, STAYING

FOLDER = REPOSITORY / "deployment"
GROUPS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "prometheus/alerts.yml").read_text())["groups"]
RULES = [rule for group in GROUPS for rule in group["rules"]]
ALERTS = {rule["alert"]: rule for rule in RULES if "alert" in rule}
RECORDED = {rule["record"] for rule in RULES if "record" in rule}
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "grafana/dashboards/overview.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
EXPRESSIONS = [rule["expr"] for rule in RULES] + [t["expr"] for panel in PANELS for t in panel["targets"]]
OF_OTHERS = {"haproxy_backend_active_servers"}
MODULES = (
    "chassis.metrics",
    "gateway.measures",
    "services.certification.metrics",
    "services.notifications.metrics",
)


def figures() -> dict[str, set[str]]:
    """Every figure of ours by the name that Prometheus knows, with its labels."""
    for module in MODULES:
        importlib.import_module(module)
    known: dict[str, set[str]] = {}
    for collector, names in REGISTRY._collector_to_names.items():  # no public list of names
        labels = set(getattr(collector, "_labelnames", ()))
        known |= {name: labels | ({"le"} if name.endswith("_bucket") else set()) for name in names}
    return known


def test_each_alert_has_a_section_that_says_what_to_do() -> None:
    page = (REPOSITORY / "docs/operations.md").read_text()
    sections = re.findall(r"^### (\w+)$\n(.+)", page, re.MULTILINE)
    assert {name for name, _ in sections} == set(ALERTS)


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_how_urgent_it_is_and_what_is_wrong(name: str) -> None:
    assert ALERTS[name]["labels"]["severity"] in {"page", "ticket"}
    assert ALERTS[name]["annotations"]["summary"]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_figure_that_is_asked_for_is_one_with_these_labels(expression: str) -> None:
    known = figures()
    asked = set(re.findall(r"\b(mmp_\w+|haproxy_\w+|mmp:[\w:]+)", expression))
    assert asked <= set(known) | OF_OTHERS | RECORDED
    of_ours = [known[name] for name in asked & set(known)]
    for name, inside in re.findall(r"(\w+)\{([^}]*)\}", expression):
        if name in known:
            assert set(re.findall(r"(\w+)=~?\"", inside)) <= known[name]
    for by in re.findall(r"by \(([^)]*)\)", expression):
        for labels in of_ours:
            assert {label.strip() for label in by.split(",")} <= labels | {"job", "alertname"}


def test_every_process_is_missed_when_none_of_it_is_left() -> None:
    named = set(re.findall(r'job="([\w-]+)"', ALERTS["NoneLeft"]["expr"]))
    assert named == {process.name for process in STAYING} | {"balancer"}


def test_business_figures_are_watched_and_shown() -> None:
    wanted = {
        "mmp_certified_total",
        "mmp_registrations_waiting",
        "mmp_mail_attempts_total",
        "mmp_rule_refusals_total",
    }
    for expressions in (
        [rule["expr"] for rule in RULES],
        EXPRESSIONS[len(RULES) :] + [r["expr"] for r in RULES],
    ):
        assert wanted <= set(re.findall(r"mmp_\w+", " ".join(expressions)))


def test_every_figure_of_ours_is_explained() -> None:
    page = (REPOSITORY / "docs/figures.md").read_text()
    ours = {name for name in figures() if name.startswith("mmp_")}
    plain = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in ours}
    undocumented = {name for name in plain if name not in page and f"{name}_total" not in page}
    assert undocumented == set()


def test_the_dashboard_is_one_that_grafana_can_provision() -> None:
    """By the fields of its dashboard model; Grafana itself does not run in tests."""
    source = yaml.safe_load((FOLDER / "grafana/provisioning/datasources/prometheus.yml").read_text())
    provider = yaml.safe_load((FOLDER / "grafana/provisioning/dashboards/files.yml").read_text())
    uid = source["datasources"][0]["uid"]
    assert source["apiVersion"] == provider["apiVersion"] == 1
    assert provider["providers"][0]["options"]["path"] == "/etc/grafana/dashboards"
    assert DASHBOARD["uid"] and DASHBOARD["title"] and DASHBOARD["schemaVersion"] > 36
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    for panel in PANELS:
        assert panel["datasource"] == {"type": "prometheus", "uid": uid}
        assert panel["title"]
        references = [target["refId"] for target in panel["targets"]]
        assert references == sorted(set(references))


def test_no_two_panels_of_the_dashboard_lie_on_each_other() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    assert all(place["x"] >= 0 and place["x"] + place["w"] <= 24 for place in places)
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or below
    assert all(one["y"] <= other["y"] for one, other in pairwise(places))
