"""Reading what is deployed: templates filled in, expressions of rules and dashboards, the metrics that they name."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.crawling import ROOT

DEPLOY = ROOT / "deploy"
RULES = sorted((DEPLOY / "prometheus/rules").glob("*.yml"))
DASHBOARDS = sorted((DEPLOY / "grafana/dashboards").glob("*.json"))
ENVIRONMENT = {
    "JOBSPIDER_DOMAIN": "jobs.example.org",
    "ALERT_MAIL_TO": "ops@example.org",
    "ALERT_MAIL_FROM": "jobspider@example.org",
    "SMTP_SMARTHOST": "mail.example.org:587",
    "SMTP_USERNAME": "jobspider",
    "SCRAPYD_USERNAME": "jobspider",
}
"""What deploy/README.md says the services are given."""


class Query(NamedTuple):
    """What a panel, or a rule, asks for."""

    where: str
    text: str


def loaded(path: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(path.read_text())


def filled_in(path: Path) -> Any:
    """A compose file with the defaults of its variables; those that the operator has to give stay as they are."""
    return yaml.safe_load(re.sub(r"\$\{\w+:?-([^}]*)\}", r"\1", path.read_text()))


def rendered(path: Path, values: Mapping[str, str] = ENVIRONMENT) -> str:
    """A config template as Swarm fills it in; a KeyError names what nobody gives."""
    return re.sub(r'\{\{ (?:env|secret) "(\w+)" \}\}', lambda found: values[found[1]], path.read_text())


def rules() -> list[dict[str, Any]]:
    """Every alert rule."""
    return [rule for path in RULES for group in loaded(path)["groups"] for rule in group["rules"]]


def _targets(kind: str, key: str) -> Iterator[Query]:
    for path in DASHBOARDS:
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel["targets"]:
                if target["datasource"]["type"] == kind:
                    yield Query(f"{path.name}: {panel['title']}", target[key])


def promql() -> list[Query]:
    """Every expression of the dashboards, with Grafana's own interval filled in."""
    return [Query(where, text.replace("$__rate_interval", "2m")) for where, text in _targets("prometheus", "expr")]


def panel_sql() -> list[Query]:
    """Every statement of the dashboards, with Grafana's time range filled in."""
    within = r"\1 BETWEEN '2026-11-01 00:00:00' AND '2026-11-30 00:00:00'"
    return [
        Query(where, re.sub(r"\$__timeFilter\((\w+)\)", within, text)) for where, text in _targets("mysql", "rawSql")
    ]


def metrics(expression: str) -> set[str]:
    """The metrics that a PromQL expression names: its words without texts, labels, functions and numbers."""
    bare = re.sub(r"#.*", "", expression)
    bare = re.sub(r'"[^"]*"', "", bare)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", bare)
    bare = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", "", bare)
    words = re.findall(r"\b[a-zA-Z_:][\w:]*\b(?!\s*\()", bare)
    return {word for word in words if "_" in word or word == "up"}
