"""What is deployed, checked without deploying it: by the programs that will read it, and against each other."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import yaml
from typer.main import get_command

from jobspider.cli import app
from jobspider.config import Config
from tests.conftest import installed
from tests.crawling import ROOT
from tests.deployment import DASHBOARDS, DEPLOY, RULES, filled_in, loaded, metrics, panel_sql, promql, rendered, rules

OPERATIONS = (ROOT / "docs/operations.md").read_text()
STACK = filled_in(ROOT / "stack.yml")
GUIDE = (ROOT / "docs/deploy.md").read_text()
BACKUP = filled_in(DEPLOY / "backup.yml")
TESTS = sorted((DEPLOY / "prometheus/tests").glob("*_test.yml"))
BIN = Path(sys.executable).parent


def checked(*command: Path | str) -> None:
    """Runs a checker, which has to be content."""
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_stack_and_pipeline_follow_their_formats_schemas() -> None:
    checked(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "stack.yml", *DEPLOY.glob("*.yml"))
    gitlab = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", ".gitlab-ci.yml")
    checked(BIN / "check-jsonschema", *gitlab)


def named(value: Any, key: str) -> Iterator[str]:
    """The names below networks, secrets, configs of a service, in the short or the long form."""
    given = value.get(key, [])
    for each in given:
        yield each["source"] if isinstance(each, dict) else each


def test_the_stack_names_nothing_that_it_does_not_define() -> None:
    for name, service in STACK["services"].items():
        for key in ("networks", "secrets", "configs"):
            missing = set(named(service, key)) - set(STACK.get(key, {}))
            assert not missing, f"{name} names {key} that stack.yml does not define: {missing}"
        mounts = [
            each if isinstance(each, dict) else {"source": each.split(":")[0]} for each in service.get("volumes", [])
        ]
        volumes = {each.get("source", "") for each in mounts if each.get("type", "volume") == "volume"}
        missing = {each for each in volumes if each and each[0] not in "/."} - set(STACK.get("volumes", {}))
        assert not missing, f"{name} names volumes that stack.yml does not define: {missing}"


def test_no_crawl_of_the_stack_reaches_our_own_networks_unless_somebody_says_so() -> None:
    crawling = ("scrapyd-1", "scrapyd-2", "worker", "schedule", "api")

    assert {STACK["services"][name]["environment"]["JOBSPIDER_PUBLIC_ONLY"] for name in crawling} == {"true"}


def test_the_stack_passes_on_what_events_and_alerts_can_be_told() -> None:
    """As defaults what the program itself has; what is secret as a secret that a setting reads."""
    told = [name for name in Config.model_fields if re.match("events_|alert_", name) and name != "events_url"]
    assert len(told) == 6
    for name in ("scrapyd-1", "scrapyd-2", "worker", "schedule", "api"):
        service = STACK["services"][name]
        given = {name: service["environment"][f"JOBSPIDER_{name.upper()}"] for name in told}
        assert given == {name: Config.model_fields[name].default for name in told}, name
        assert "JOBSPIDER_EVENTS_URL" not in service["environment"], "it would hide the secret"
        assert "jobspider_events_url" in service["secrets"], name
    read = {name for name in STACK["secrets"] if name.startswith("jobspider_")}
    assert {name.removeprefix("jobspider_") for name in read} <= set(Config.model_fields)


def test_every_secret_of_the_stack_is_made_and_explained(tmp_path: Path) -> None:
    """With a stand-in for docker that keeps secrets as files, and refuses an empty one as Docker does."""
    (tmp_path / "docker").write_text(
        '#!/bin/sh\ncd "$KEPT" && case "$2" in inspect) [ -e "$3" ];; *) cat >"$3"; [ -s "$3" ];; esac\n'
    )
    (tmp_path / "docker").chmod(0o755)
    kept = tmp_path / "kept"
    kept.mkdir()

    subprocess.run(
        [DEPLOY / "secrets.sh"], env={"PATH": f"{tmp_path}:/usr/bin:/bin", "KEPT": str(kept)}, check=True, timeout=60
    )

    assert {file.name for file in kept.iterdir()} == set(STACK["secrets"])
    assert (kept / "jobspider_events_url").read_text().strip() == ""
    security = (ROOT / "docs/security.md").read_text()
    assert [name for name in STACK["secrets"] if f"`{name}`" not in security] == []


def test_every_file_of_the_stack_is_there() -> None:
    files = [each["file"] for key in ("configs", "secrets") for each in STACK.get(key, {}).values() if "file" in each]

    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_every_template_finds_what_it_asks_its_service_for() -> None:
    """Swarm makes an empty text of a variable that is not there, and says nothing."""
    templates = {name: each["file"] for name, each in STACK.get("configs", {}).items() if "template_driver" in each}
    for name, service in STACK["services"].items():
        for config in set(named(service, "configs")) & set(templates):
            asked = re.findall(r'\{\{ (env|secret) "(\w+)" \}\}', (ROOT / templates[config]).read_text())
            for kind, what in asked:
                given = service.get("environment", {}) if kind == "env" else set(named(service, "secrets"))
                assert what in given, f"{name} gives {templates[config]} no {kind} {what}"


def test_hadolint_finds_nothing_in_any_dockerfile() -> None:
    for path in DEPLOY.rglob("*Dockerfile*"):
        checked(BIN / "hadolint", path)


def test_the_pipeline_runs_the_same_tests_and_holds_no_secret() -> None:
    text = (ROOT / ".gitlab-ci.yml").read_text()
    jobs = yaml.safe_load(text)

    assert jobs["test"]["script"] == ["make test"]
    assert jobs["test"]["artifacts"]["reports"]["coverage_report"]["coverage_format"] == "cobertura"
    assert jobs["stages"] == ["test", "build", "deploy"]
    for job in ("deploy", "rollback"):
        assert all("CI_COMMIT_REF_PROTECTED" in rule["if"] for rule in jobs[job]["rules"])
    assert "linux/amd64,linux/arm64" in text
    assert not re.search(r"(password|token|secret|_key)\s*[:=]\s*[\"']?[A-Za-z0-9/+]{8,}", text, re.IGNORECASE)
    for script in DEPLOY.rglob("*.sh"):
        checked("bash", "-n", script)


def test_prometheus_reads_its_configuration_and_every_rule(promtool: Path, tmp_path: Path) -> None:
    copytree(DEPLOY / "prometheus/rules", tmp_path / "rules")
    configuration = rendered(DEPLOY / "prometheus/prometheus.yml").replace("/etc/prometheus/", "")
    (tmp_path / "prometheus.yml").write_text(configuration)

    checked(promtool, "check", "config", tmp_path / "prometheus.yml")


def test_every_rule_fires_and_does_not_fire_as_its_tests_say(promtool: Path) -> None:
    checked(promtool, "test", "rules", *TESTS)

    samples = [
        (name, bool(case["exp_samples"]))
        for path in TESTS
        for group in loaded(path)["tests"]
        for case in group["promql_expr_test"]
        for name in re.findall(r'alertname="(\w+)"', case["expr"])
    ]
    for rule in rules():
        assert (rule["alert"], True) in samples, f"no test lets {rule['alert']} fire"
        assert (rule["alert"], False) in samples, f"no test says when {rule['alert']} does not fire"


def test_every_rule_says_what_is_wrong_and_has_a_section_in_operations() -> None:
    sections = re.findall(r"^### (\w+)$", OPERATIONS, re.MULTILINE)

    assert sorted(sections) == sorted(rule["alert"] for rule in rules())
    for rule in rules():
        assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in {"warning", "critical"}


def understood(command: Any, words: list[str]) -> None:
    """Fails unless the command has these subcommands, and takes these options and as many arguments."""
    below = command.get_command(None, words[0]) if words and hasattr(command, "get_command") else None
    if below is not None:
        understood(below, words[1:])
    else:
        command.make_context(command.name, list(words))  # parses and runs nothing; a wrong word is an error


def test_every_command_of_the_page_is_there() -> None:
    """Subcommands and options of jobspider."""
    lines = [line for block in re.findall(r"```sh\n(.*?)```", OPERATIONS, re.DOTALL) for line in block.splitlines()]
    own = [shlex.split(line) for line in lines if re.match("(jobspider|backups) ", line)]
    assert len(own) > 10
    for words in own:
        understood(get_command(app), words[1:])


DOCKER = """#!/bin/sh
echo "$*" >>"$DOCKER_SAID"
case "$*" in
  "stack services"*) printf 'shop_api\\nshop_worker\\nshop_new\\n' ;;
  *"service inspect"*shop_new) ;;
  "service inspect"*) echo yes ;;
  *rollback*shop_worker) exit 1 ;;
esac
"""
"""A stand-in: a stack whose API can be taken back, whose worker cannot, and a service that is new."""


def test_rolling_back_takes_back_what_was_another_and_says_what_could_not_be(tmp_path: Path) -> None:
    """With a stand-in for docker; `make test-deploy` has the real one."""
    (tmp_path / "docker").write_text(DOCKER)
    (tmp_path / "docker").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "DOCKER_SAID": str(tmp_path / "said")}

    command = [str(DEPLOY / "roll-back.sh"), "shop"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stdout.splitlines() == ["roll-back: taking shop_api back", "roll-back: shop_new was never another"]
    assert ended.stderr == "roll-back: shop_worker could not be taken back\n"
    asked = [line for line in (tmp_path / "said").read_text().splitlines() if "rollback" in line]
    assert asked == ["service rollback --detach shop_api", "service rollback --detach shop_worker"]


def test_alertmanager_reads_its_configuration(tmp_path: Path) -> None:
    amtool = installed("amtool", "prometheus-alertmanager")
    configuration = rendered(DEPLOY / "alertmanager/alertmanager.yml")
    assert "smtp_auth_password_file: /run/secrets/smtp_password" in configuration
    (tmp_path / "mail.tmpl").write_text((DEPLOY / "alertmanager/mail.tmpl").read_text())
    (tmp_path / "alertmanager.yml").write_text(configuration.replace("/etc/alertmanager/", ""))

    checked(amtool, "check-config", tmp_path / "alertmanager.yml")
    alerts = {rule["alert"] for rule in rules()}
    for inhibit in loaded(DEPLOY / "alertmanager/alertmanager.yml")["inhibit_rules"]:
        for matcher in [*inhibit["source_matchers"], *inhibit["target_matchers"]]:
            pattern = matcher.removeprefix("alertname").strip(' =~"')
            assert any(re.fullmatch(pattern, alert) for alert in alerts), f"no alert is named as in {matcher}"


def test_every_expression_of_a_dashboard_is_promql(promtool: Path, tmp_path: Path) -> None:
    recorded = [{"record": f"panel:{n}", "expr": query.text} for n, query in enumerate(promql())]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}))

    assert len(recorded) > 50
    checked(promtool, "check", "rules", file)


def test_dashboards_name_what_grafana_provisions_and_nothing_overlaps() -> None:
    sources = {each["uid"] for each in loaded(DEPLOY / "grafana/provisioning/datasources/jobspider.yml")["datasources"]}
    uids = []
    for path in DASHBOARDS:
        dashboard = json.loads(path.read_text())
        uids.append(dashboard["uid"])
        taken = set[tuple[int, int]]()
        for panel in dashboard["panels"]:
            assert panel["datasource"]["uid"] in sources
            at = panel["gridPos"]
            cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
            assert not cells & taken, f"{path.name}: {panel['title']} lies over another panel"
            assert at["x"] + at["w"] <= 24
            taken |= cells
    assert len(set(uids)) == len(uids) == 6
    assert len(panel_sql()) >= 10


def test_metrics_are_found_in_expressions() -> None:
    expression = """sum by (le, route) (rate(a_bucket{x="no_metric"}[5m])) / on (no_label) up > 0 and
        label_replace(absent(b_total), "some_label", "x_y", "", "")  # not_this"""

    assert metrics(expression) == {"a_bucket", "up", "b_total"}


def test_every_rule_file_is_named_by_the_configuration() -> None:
    assert loaded(DEPLOY / "prometheus/prometheus.yml")["rule_files"] == ["/etc/prometheus/rules/*.yml"]
    assert {path.suffix for path in RULES} == {".yml"}


def test_the_pages_name_services_files_and_settings_that_are_there() -> None:
    commands = "".join(re.findall(r"```sh\n(.*?)```", OPERATIONS + GUIDE, re.DOTALL))
    services = {*STACK["services"], *BACKUP["services"]}
    assert set(re.findall(r"\bjobspider_([a-z][a-z0-9-]*)", commands)) - services == set()

    files = set(re.findall(r"\bdeploy/[\w./-]*\w", OPERATIONS + GUIDE + (ROOT / ".gitlab-ci.yml").read_text()))
    assert [file for file in files if not (ROOT / file).exists()] == []

    wanted = re.findall(r"\$\{(\w+):\?", (ROOT / "stack.yml").read_text() + (DEPLOY / "backup.yml").read_text())
    assert set(wanted) - set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)) == set()


def test_the_pages_find_the_containers_of_one_service_and_no_other() -> None:
    """`docker ps` takes a name for a pattern that may match anywhere."""
    containers = {f"jobspider_{name}.1.x1y2" for name in {**STACK["services"], **BACKUP["services"]}}
    patterns = set(re.findall(r"docker ps -q -f name=([^\s)]+)", GUIDE + OPERATIONS))

    found = {pattern: [name for name in containers if re.search(pattern, name)] for pattern in patterns}
    assert len(found) >= 3
    assert {pattern: names for pattern, names in found.items() if len(names) != 1} == {}


def test_every_rule_and_every_dashboard_reaches_its_service() -> None:
    mounted = {name for service in STACK["services"].values() for name in named(service, "configs")}
    files = {STACK["configs"][name]["file"] for name in mounted}

    assert {str(path.relative_to(ROOT)) for path in (*RULES, *DASHBOARDS)} <= files
    assert set(STACK["configs"]) == mounted
