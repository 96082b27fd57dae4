"""Values that many APIs word alike: pay as figures, the place in parts, HTML in sections, the way of working."""

from collections.abc import Iterable
from html import escape
from typing import Any

from jobspider.boards.raw import Raw, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import many, number, text, texts
from jobspider.clean.employment import work_mode
from jobspider.clean.money import parse_salary, period_of


def declared_pay(low: Any, high: Any, currency: Any, period: Any = None, source: str = "declared") -> Raw:
    """Figures that the API gives as such; a bound of 0 or less is none, and without any bound nothing is said."""
    bounds = {"salary_min": number(low), "salary_max": number(high)}
    bounds = {name: figure for name, figure in bounds.items() if figure is not None and figure > 0}
    if not bounds:
        return {}
    terms = {"salary_currency": text(currency), "salary_period": period_of(text(period) or ""), "salary_source": source}
    return stated({**bounds, **terms})


def one_period(low: float, high: float, currency: str) -> str | None:
    """The period that figures of this size are usually paid for, where the API names none; None when it is open."""
    salary = parse_salary(f"{currency} {low:.2f} - {high:.2f}")
    return salary.period if salary else None


def named(*parts: Any) -> str | None:
    """A place from its parts, each once, commas between; None when all are empty."""
    return ", ".join(dict.fromkeys(part for each in parts if (part := text(each)))) or None


def places(names: Iterable[Any]) -> str | None:
    """Several places as one text, each once."""
    return "; ".join(dict.fromkeys(name for each in names if (name := text(each)))) or None


def sections(parts: Iterable[tuple[Any, Any]]) -> Raw:
    """A description from titled sections of HTML; those without content are left out, and so is an empty title."""
    written = [(text(title), str(content)) for title, content in parts if many(content)]
    html = "\n".join(f"<h3>{escape(title)}</h3>\n{content}" if title else content for title, content in written)
    return description(html) if html else {}


def mode(*labels: Any) -> str | None:
    """remote, hybrid or onsite, as the first label that says so has it."""
    return next((found for label in texts(list(labels)) if (found := work_mode(label))), None)
