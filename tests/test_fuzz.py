"""Given something that is broken, when `make fuzz` looks at it, then it says so."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.fuzz import cron, pages
from tests.fuzz.by_hypothesis import tried
from tests.fuzz.finding import TooSlowError, within


def no_tens(value: int) -> None:
    assert value < 10, "ten or more"


def test_a_broken_promise_is_found_with_its_simplest_example_each_time() -> None:
    found = [tried({"small": (st.integers(), no_tens)}, 7).findings for _ in range(2)]

    assert found[0] == found[1]
    assert len(found[0]) == 1
    assert "assert 10 < 10" in found[0][0]


def busy(seconds: float) -> None:
    with within(seconds):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            pass


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(TooSlowError, match="processor time"):
        busy(0.05)


def test_a_wrong_currency_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    page = next(each for each in pages.pages() if any(pages.currencies(each).values()))
    known = {text: {"XXX"} for text in pages.currencies(page)}
    monkeypatch.setattr(pages, "currencies", lambda _: known)

    with pytest.raises(AssertionError, match="wrong currency"):
        pages.read(page, page.body)


def test_a_sound_round_finds_nothing() -> None:
    tally = cron.round_of(1)

    assert tally.cases >= 100
    assert tally.findings == []


def test_a_round_can_be_repeated_from_the_command_line() -> None:
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "tests.fuzz", "cron", "--seed", "7", "--round", "7000001"]

    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=200, check=False)

    assert ended.returncode == 0, ended.stderr
    assert "seed 7" in ended.stdout
    assert "0 findings" in ended.stdout
