"""`make fuzz`: looks for what breaks, at random, for so many minutes; docs/security.md says what each part tries."""

import argparse
import random
import sys
from contextlib import ExitStack
from time import monotonic

from tests.fuzz import cleaners, cron, pages
from tests.fuzz.finding import Round, Tally

PARTS = ("cleaners", "cron", "pages", "redis", "live", "api")
MOST_SHOWN = 20


def main() -> int:
    """1 where something was found."""
    asked = _arguments()
    print(f"seed {asked.seed}: repeat all of this with FUZZ_SEED={asked.seed}", flush=True)
    with ExitStack() as stack:
        parts = {name: _round(name, asked, stack) for name in asked.part or PARTS}
        if asked.round is not None:
            return _shown({name: part(asked.round) for name, part in parts.items()}, asked)
        return _shown(_run(parts, asked), asked)


def _run(parts: dict[str, Round], asked: argparse.Namespace) -> dict[str, Tally]:
    """Round after round of each in turn, so that all are tried whenever it ends; the API has a part of its own."""
    found = {name: Tally() for name in parts}
    end, number = monotonic() + asked.minutes * 60, 0
    if api := parts.pop("api", None):
        _add(found["api"], api(_number(asked.seed, 0)), "api", asked.seed, 0)
    while parts and (number == 0 or monotonic() < end):
        for name, part in parts.items():
            _add(found[name], part(_number(asked.seed, number)), name, asked.seed, number)
        number += 1
    return found


def _add(tally: Tally, new: Tally, name: str, seed: int, number: int) -> None:
    tally.cases += new.cases
    again = f"python -m tests.fuzz {name} --seed {seed} --round {_number(seed, number)}"
    for finding in new.findings:
        print(f"FOUND in {name}: {finding}\n  again: {again}", flush=True)
        tally.findings.append(finding)


def _number(seed: int, number: int) -> int:
    return seed * 1_000_000 + number


def _round(name: str, asked: argparse.Namespace, stack: ExitStack) -> Round:
    """Parts that need servers start them, until the stack ends."""
    if name == "redis":
        from tests.fuzz import stores

        return stack.enter_context(stores.rounds())
    if name == "live":
        from tests.fuzz import live

        return stack.enter_context(live.rounds())
    if name == "api":
        from tests.fuzz import service

        return service.round_with(asked.examples, asked.minutes * 60 / 2)
    known: dict[str, Round] = {"cleaners": cleaners.round_of, "cron": cron.round_of, "pages": pages.round_of}
    return known[name]


def _shown(found: dict[str, Tally], asked: argparse.Namespace) -> int:
    for name, tally in found.items():
        print(f"{name:10} {tally.cases:9,} cases {len(tally.findings):4} findings")
        if asked.round is not None:
            print("\n".join(tally.findings[:MOST_SHOWN]))
    return int(any(tally.findings for tally in found.values()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="what to try; all without one")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--round", type=int, help="repeat this round alone, as a finding names it")
    parser.add_argument("--examples", type=int, default=100, help="of each operation of the API")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
