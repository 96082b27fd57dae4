"""Given a cron expression, when it is parsed, then these plain numbers, or a sentence that says what is wrong."""

import pytest

from jobspider.errors import ConfigError
from jobspider.schedule.cron import Cron, parse


def weekdays(text: str) -> set[int]:
    return set(parse(f"0 0 * * {text}", "key").dates.weekdays)


def minutes(text: str) -> list[int]:
    return list(parse(f"{text} * * * *", "key").minutes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", list(range(60))),
        ("7", [7]),
        ("30,5,5", [5, 30]),
        ("5-8", [5, 6, 7, 8]),
        ("*/20", [0, 20, 40]),
        ("*/60", [0]),
        ("10-30/10", [10, 20, 30]),
        ("5/25", [5, 30, 55]),
        ("1,10-20/5,59", [1, 10, 15, 20, 59]),
        ("007", [7]),
    ],
)
def test_lists_ranges_and_steps_become_numbers(text: str, expected: list[int]) -> None:
    assert minutes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", {0, 1, 2, 3, 4, 5, 6}),
        ("7", {0}),
        ("MON-FRI", {1, 2, 3, 4, 5}),
        ("sat,Sun", {6, 0}),
        ("FRI-SUN", {5, 6, 0}),
        ("5-7", {5, 6, 0}),
        ("0-7", {0, 1, 2, 3, 4, 5, 6}),
        ("*/7", {0}),
        ("1-7/3", {1, 4, 0}),
        ("7/1", {0}),
        ("2/3", {2, 5}),
    ],
)
def test_a_week_knows_names_and_two_numbers_for_sunday(text: str, expected: set[int]) -> None:
    assert weekdays(text) == expected


def test_months_have_names() -> None:
    assert parse("0 0 1 jan,MAR-may *", "key").dates.months == {1, 3, 4, 5}


@pytest.mark.parametrize(
    ("nickname", "expression"),
    [
        ("@yearly", "H H H H *"),
        ("@annually", "H H H H *"),
        ("@monthly", "H H H * *"),
        ("@weekly", "H H * * H"),
        ("@Daily", "H H * * *"),
        ("@midnight", "H H(0-2) * * *"),
        ("@hourly", "H * * * *"),
    ],
)
def test_nicknames_spread(nickname: str, expression: str) -> None:
    def parts(cron: Cron) -> tuple[object, ...]:
        return cron.minutes, cron.hours, cron.dates

    assert parts(parse(nickname, "key")) == parts(parse(expression, "key"))


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("75 * * * *", ["minute", '"75"', "0 to 59"]),
        ("* 24 * * *", ["hour", '"24"', "0 to 23"]),
        ("* * 0 * *", ["day of month", '"0"', "1 to 31"]),
        ("* * * 13 *", ["month", '"13"', "1 to 12 or JAN to DEC"]),
        ("* * * * 8", ["day of week", '"8"', "0 to 6 or SUN to SAT"]),
        ("* * * * MONDAY", ["day of week", '"MONDAY"', "SUN to SAT"]),
        ("* 22-4 * * *", ["hour", '"22-4"', "ends before it starts"]),
        ("*/0 * * * *", ["minute", '"*/0"', "step from 1 to 60"]),
        ("*/61 * * * *", ["minute", '"*/61"', "step from 1 to 60"]),
        ("H(0-29)/31 * * * *", ["minute", '"H(0-29)/31"', "step from 1 to 30"]),
        ("H(0-60) * * * *", ["minute", '"60"', "0 to 59"]),
        ("0 0 H(1-31) * *", ["day of month", '"H(1-31)"', "1 to 28"]),
        ("1,,2 * * * *", ["minute", '""', "cannot be read"]),
        ("H5 * * * *", ["minute", '"H5"', "0 to 59"]),
        ("-1 * * * *", ["minute", '"-1"', "cannot be read"]),
        ("1.5 * * * *", ["minute", '"1.5"', "cannot be read"]),
        ("\u0663 * * * *", ["minute", "cannot be read"]),
        (f"{'9' * 5000} * * * *", ["minute", "cannot be read"]),
        ("0 0 L * *", ["day of month", '"L"', "1 to 31"]),
        ("* * * *", ["4 fields", "five"]),
        ("0 * * * * *", ["6 fields", "five"]),
        ("", ["0 fields", "five"]),
        ("@reboot", ["@reboot", "@daily"]),
    ],
)
def test_errors_name_expression_field_value_and_what_is_allowed(expression: str, named: list[str]) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(expression, "key")
    message = str(raised.value)
    assert message.startswith(f'Cron expression "{expression}": ')
    assert message.endswith(".")
    assert [part for part in named if part not in message] == []


@pytest.mark.parametrize("expression", ["0 0 31 2 *", "0 0 30,31 FEB *", "0 0 31 4,6,9,11 *", "0 0 31 2 */2"])
def test_what_never_fires_is_refused(expression: str) -> None:
    with pytest.raises(ConfigError, match="never fires"):
        parse(expression, "key")


def test_h_needs_a_key_and_names_with_an_h_do_not() -> None:
    with pytest.raises(ConfigError, match='minute "H" needs the schedule\'s key'):
        parse("H 10 * * *", "")
    assert parse("0 10 * MAR THU", "").dates.weekdays == {4}


def test_a_schedule_cannot_be_changed_and_equals_its_like() -> None:
    cron = parse("H 10 * * *", "key")
    with pytest.raises(AttributeError):
        cron.key = "other"  # type: ignore[misc]
    assert {cron, parse("H 10 * * *", "key")} == {cron}
