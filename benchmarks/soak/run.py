"""One soak: the service is started, days pass under faults, then faults end, a last day passes, and all is audited."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from rich.console import Console

from benchmarks.soak import evidence
from benchmarks.soak.audit.alerts import ALERTS, audit_alerts, matching
from benchmarks.soak.audit.deaths import audit_deaths
from benchmarks.soak.audit.deviation import Deviation
from benchmarks.soak.audit.events import audit_events
from benchmarks.soak.audit.logs import audit_logs
from benchmarks.soak.audit.memory import audit_memory, growths
from benchmarks.soak.audit.postings import audit_postings, audit_versions
from benchmarks.soak.days import Days
from benchmarks.soak.expected import Times, expected
from benchmarks.soak.loop import running_loop
from benchmarks.soak.operator import Operator, OverdueError
from benchmarks.soak.report import Report
from benchmarks.soak.servers import disk
from benchmarks.soak.site import Site
from benchmarks.soak.system import System
from benchmarks.soak.watch import Watch
from benchmarks.soak.weather import Weather

LEAST_DAYS = 3


@dataclass(frozen=True)
class Plan:
    """What is to be done. `folder` gets logs and report."""

    seconds: float
    seed: int
    size: int
    folder: Path
    faults: bool = True
    only: frozenset[str] = frozenset()

    @property
    def disk_mebibytes(self) -> int:
        """Room for MariaDB: its own files, and some 20 KB a posting with versions and indexes."""
        return 400 + self.size // 40


def soak(plan: Plan) -> Report:
    """Runs it and shows and writes what came of it."""
    console = Console(width=None if Console().is_terminal else 180)
    plan.folder.mkdir(parents=True)
    with ExitStack() as opened:
        loop = opened.enter_context(running_loop())
        space = opened.enter_context(disk(plan.folder, plan.disk_mebibytes))
        system = System(plan.folder, space, loop, Site(plan.seed, plan.size), plan.seed)
        opened.callback(system.stop)
        console.print(f"Seed {plan.seed}, {plan.size:,} postings, logs in {plan.folder}", soft_wrap=True)
        report = Soak(plan, system, console).run()
    report.write(plan.folder / "report.json")
    report.show(console)
    console.print(f"Report: {plan.folder / 'report.json'}", soft_wrap=True)
    return report


class Soak:
    """The parts of one soak."""

    def __init__(self, plan: Plan, system: System, console: Console) -> None:
        self.plan, self.system, self.console = plan, system, console
        self.began = monotonic()
        self.weather = Weather(system, plan.seed, plan.only, self.say)
        self.stuck: list[Deviation] = []

    def say(self, sentence: str) -> None:
        """A line of progress."""
        self.console.print(f"{monotonic() - self.began:6.1f} s  {sentence}", highlight=False, soft_wrap=True)

    def run(self) -> Report:
        """Everything; the service runs on at the end."""
        self.system.start()
        operator = Operator(self.system)
        operator.make_key(datetime.now(UTC))
        self._introduce(operator)
        watch = Watch(self.system)
        watch.start()
        days = Days(operator, self.weather.calm, self.say)
        try:
            self._pass(days)
        except OverdueError as error:
            self.say(f"stuck: {error}")
            self.stuck.append(Deviation("stuck", "service", "progress", "in time", str(error)))
        finally:
            self.weather.end()
            watch.stopped.set()
            watch.join()
        return self._audited(operator, days, watch)

    def _introduce(self, operator: Operator) -> None:
        site = self.system.site
        employers = ",".join(site.employers)
        yearly = {"cron": "0 0 1 1 *"}
        lever = {"name": "lever", "spider": "lever", "arguments": {"employers": employers, "base_url": site.base}}
        sitemap = {"sitemap": f"{site.base}/sitemap.xml", "include": "/careers/"}
        operator.post("/schedules", {**lever, **yearly})
        operator.post("/schedules", {"name": "careers", "spider": "careers", "arguments": sitemap, **yearly})
        for name, wanted in ALERTS.items():
            operator.post("/alerts", {"name": name, "filter": wanted, "to": self.system.webhook.url, "most": 100})

    def _pass(self, days: Days) -> None:
        """The first day without faults, so that there is something; then until time is up; the last without again."""
        days.one()
        if self.plan.faults:
            self.weather.begin()
        ends = self.began + self.plan.seconds
        while monotonic() < ends or len(days.days) < LEAST_DAYS - 1:
            days.one()
        self.weather.end()
        days.one()

    def _audited(self, operator: Operator, days: Days, watch: Watch) -> Report:
        self.say("audit")
        plan, injected = self.plan, self.weather.injected
        number, times = len(days.days), Times(days.days)
        wanted = list(expected(plan.seed, plan.size, number))
        messages = list(self.system.webhook.messages)
        stored = operator.read(evidence.rows, "reading the postings")
        versions = operator.read(evidence.versions, "reading the versions")
        log_deviations, explained = audit_logs(evidence.log_errors(self.system), injected)
        grown = growths(watch.samples)
        deviations = list(self.stuck)
        if not self.stuck:
            deviations += audit_postings(wanted, stored, times)
            deviations += audit_versions(wanted, versions, times)
            deviations += audit_events(wanted, self.system.consumer.events, times)
            deviations += audit_alerts(matching(wanted, plan.seed, number), messages)
        deaths = [death for program in self.system.programs.values() for death in program.ended_itself]
        deviations += [*audit_memory(grown), *log_deviations, *audit_deaths(deaths, injected)]
        figures = {
            "seed": plan.seed,
            "seconds": round(monotonic() - self.began),
            "postings on the site": plan.size,
            "postings listed": len(wanted),
            "days": number,
            "runs": sum(len(day.runs) for day in days.days),
            "requests that the site answered": self.system.site.served,
            "requests that it spoilt": self.system.board.spoilt,
            "versions": sum(map(len, versions.values())),
            "events as told": len(self.system.consumer.events),
            "events to be told": sum(len(each.steps) for each in wanted),
            "messages of alerts": len(messages),
            "faults": len(injected),
            "starts that found no database": len(deaths),
        }
        return Report(figures, injected, grown, watch.samples, explained, deviations)
