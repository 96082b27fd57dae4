"""Pay on Indeed: the text shown, and the figures read from it."""

from typing import Any

from jobspider.boards.raw import Raw, stated


def bound(value: Any) -> Any:
    """A bound of the range; Indeed writes an open end as -1 or 0. What is no figure is left to the validation."""
    return None if isinstance(value, int | float) and value <= 0 else value


def range_of(figures: dict[str, Any]) -> Raw:
    """min, max and period; the period's word is the site's (`monthly`, `YEARLY`)."""
    return {
        "salary_min": bound(figures.get("min")),
        "salary_max": bound(figures.get("max")),
        "salary_period": figures.get("type"),
    }


def declared_or_estimated(source: str | None) -> str:
    """Whose figure it is.

    `EXTRACTION` is the advertisement's own pay field, not its prose: on the captured job pages that carry it the
    description names no pay at all, and the page's JSON-LD repeats the figures as `baseSalary`. So it is declared.
    """
    return "estimated" if "ESTIMAT" in (source or "").upper() else "declared"


def estimated_pay(estimate: dict[str, Any]) -> Raw:
    """Indeed's own estimate, marked as one."""
    return {"salary_raw": estimate.get("formattedRange"), "salary_source": "estimated", **range_of(estimate)}


def card_pay(card: dict[str, Any]) -> Raw:
    """The pay of a search result; Indeed's own estimate only where the posting states none."""
    shown, figures = card.get("salarySnippet") or {}, card.get("extractedSalary") or {}
    estimate = card.get("estimatedSalary") or {}
    if shown.get("text") or figures:
        source = declared_or_estimated(shown.get("source"))
        pay = {"salary_raw": shown.get("text"), "salary_source": source, **range_of(figures)}
    elif estimate:
        pay = estimated_pay(estimate)
    else:
        return {}
    return stated({**pay, "salary_currency": shown.get("currency")})
