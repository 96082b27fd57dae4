"""The daily figures once more, in DuckDB's words: lists, quantiles and patterns do what ours do otherwise.

Each statement gives (figure, basis, currency, source, name, n, p10, p25, median, p75, p90); `day` is plain rows.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]

from jobspider.clean.cloud import stop_words

DAY = """
CREATE TEMP TABLE day AS SELECT *,
  first_seen_at < moment AND first_seen_at >= start_at AS is_new,
  first_seen_at < moment AND last_seen_at >= start_at AS is_seen,
  first_seen_at < moment AND (closed_at IS NULL OR closed_at >= moment) AS is_open,
  coalesce(closed_at >= start_at AND closed_at < moment, false) AS is_closed,
  coalesce(date_posted, first_seen_at) >= start_at AND coalesce(date_posted, first_seen_at) < end_at AS is_listed,
  coalesce(title_normalized, title) AS job,
  list_avg(list_filter([salary_annual_min, salary_annual_max], lambda bound: bound IS NOT NULL)) AS pay,
  if(salary_source = 'estimated', 'estimated', 'stated') AS whose
FROM rows, (SELECT ?::TIMESTAMP AS start_at, ?::TIMESTAMP AS end_at, ?::TIMESTAMP AS moment)
"""
PARTS = (
    "quantile_cont({0}, 0.1), quantile_cont({0}, 0.25), median({0}), quantile_cont({0}, 0.75), quantile_cont({0}, 0.9)"
)
NONE = "NULL, NULL, NULL, NULL, NULL"
COUNTS = "".join(
    f"""
SELECT '{figure}', '', '', coalesce(source, ''), '{name}', count(*) FILTER ({condition}), {NONE}
FROM day WHERE is_new OR is_seen OR is_open OR is_closed OR is_listed GROUP BY ROLLUP (source) UNION ALL """
    for figure, name, condition in (
        *(("postings", state, f"is_{state}") for state in ("new", "seen", "open", "closed", "listed")),
        ("quality", "with_salary", "is_open AND (salary_min IS NOT NULL OR salary_max IS NOT NULL)"),
        ("quality", "with_place", "is_open AND locality IS NOT NULL"),
        ("quality", "with_date", "is_open AND date_posted IS NOT NULL"),
        ("quality", "with_description", "is_open AND description_text IS NOT NULL AND NOT description_is_snippet"),
    )
).removesuffix(" UNION ALL ")
SPANS = "".join(
    f"""
SELECT '{figure}', '', '', coalesce(source, ''), '', count(*), {PARTS.format("span")}
FROM (SELECT source, greatest(0, epoch_us({end}) - epoch_us({begin})) / {unit} AS span FROM day WHERE {condition})
GROUP BY ROLLUP (source) HAVING count(*) >= 5 UNION ALL """
    for figure, begin, end, unit, condition in (
        (
            "days_to_close",
            "coalesce(date_posted, first_seen_at)",
            "closed_at",
            864e8,
            "is_closed AND closed_reason <> 'not_seen'",
        ),
        ("hours_to_find", "date_posted", "first_seen_at", 36e8, "is_new AND date_posted IS NOT NULL"),
    )
).removesuffix(" UNION ALL ")
PAID = """
SELECT '{figure}', whose, salary_currency, '', name, count(*), {parts}
FROM (SELECT *, {name} AS name FROM day WHERE is_open AND whose = '{whose}')
WHERE pay IS NOT NULL AND salary_currency IS NOT NULL AND name IS NOT NULL
GROUP BY ALL HAVING count(*) >= 5 ORDER BY count(*) DESC, salary_currency, name LIMIT 200
"""
NAMES = {
    "salary": "''",
    "salary_by_title": "job",
    "salary_by_place": "locality || ', ' || country",
    "salary_by_skill": "unnest(skills)",
}
NAMED = """
SELECT '{figure}', '', '', '', name, count(*), {none} FROM (SELECT {name} AS name FROM day WHERE is_open {more})
WHERE name NOT IN (SELECT * FROM stop) GROUP BY name ORDER BY count(*) DESC, name LIMIT 200
"""
WORDS = r"""
unnest(list_distinct(list_filter(
  regexp_extract_all(lower({0}), '\p{{L}}+(?:\+\+|#)?'), lambda word: length(word) BETWEEN 2 AND 40)))
"""
RANKED = {
    "skills": ("unnest(skills)", ""),
    "skills_required": ("unnest(skills_required)", ""),
    "title_words": (WORDS.format("job"), ""),
    "description_words": (WORDS.format("description_text"), "AND description_text IS NOT NULL"),
}
RUNS = f"""
SELECT 'quality', '', '', spider, 'rejected', coalesce(sum(dropped), 0), {NONE}
FROM runs, (SELECT DISTINCT start_at, end_at FROM day)
WHERE finished_at >= start_at AND finished_at < end_at GROUP BY spider UNION ALL
SELECT 'quality', '', '', spider, 'hours_since_crawl',
  (epoch_us(any_value(moment)) - epoch_us(max(finished_at))) // 3600000000, {NONE}
FROM runs, (SELECT DISTINCT moment FROM day)
WHERE outcome IN ('ok', 'ok_empty', 'partial') AND finished_at < moment GROUP BY spider
"""

Key = tuple[str, str, str, str, str]
Values = tuple[float | None, ...]


def expected(rows: list[dict[str, Any]], runs: list[dict[str, Any]], day: date, now: datetime) -> dict[Key, Values]:
    """{(figure, basis, currency, source, name): (n, p10, p25, median, p75, p90)} of the day."""
    start = datetime.combine(day, time(), UTC)
    end = start + timedelta(days=1)
    with duckdb.connect() as connection:
        _load(connection, rows, runs)
        connection.execute(DAY, [_naive(at) for at in (start, end, min(end, now))])
        found = [row for statement in _statements() for row in connection.execute(statement).fetchall()]
    answer = {row[:5]: row[5:] for row in found}
    assert len(answer) == len(found)
    return answer


def _statements() -> list[str]:
    paid = [
        PAID.format(figure=figure, name=name, whose=whose, parts=PARTS.format("pay"))
        for figure, name in NAMES.items()
        for whose in ("stated", "estimated")
    ]
    ranked = [NAMED.format(figure=figure, name=name, more=more, none=NONE) for figure, (name, more) in RANKED.items()]
    return [COUNTS, SPANS, *paid, *ranked, RUNS]


def _load(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], runs: list[dict[str, Any]]) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    plain = [{name: _naive(value) for name, value in row.items() if name != "employment_type"} for row in rows]
    told = [{**{k: _naive(v) for k, v in run.items()}, "dropped": run["counts"].get("dropped", 0)} for run in runs]
    kept = ("spider", "finished_at", "outcome", "dropped")
    for name, table in (("rows", plain), ("runs", [{k: run[k] for k in kept} for run in told])):
        connection.register(f"given_{name}", pa.Table.from_pylist(table))
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given_{name}")
    words = pa.table({"word": sorted(stop_words())})
    connection.register("given_words", words)
    connection.execute("CREATE TABLE stop AS SELECT * FROM given_words")


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if type(value) is datetime else value
