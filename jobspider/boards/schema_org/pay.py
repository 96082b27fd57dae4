"""What is paid: baseSalary, estimatedSalary, salaryCurrency."""

from typing import Any

from jobspider.boards.raw import Raw, stated
from jobspider.boards.schema_org.values import first, many, number, text

LOW = ("minValue", "minPrice", "percentile10")
HIGH = ("maxValue", "maxPrice", "percentile90")
SINGLE = ("value", "price", "median")


def pay(node: dict[str, Any]) -> Raw:
    """The first pay that the posting states; an estimate only where it declares none."""
    for field, source in (("baseSalary", "declared"), ("estimatedSalary", "estimated")):
        for each in many(node.get(field)):
            found = stated(amount(each))
            if found.keys() & {"salary_min", "salary_max", "salary_raw"}:
                return stated({"salary_currency": text(node.get("salaryCurrency")), "salary_source": source, **found})
    return {}


def amount(value: Any) -> Raw:
    """A MonetaryAmount, a QuantitativeValue, a PriceSpecification, a number, or a text."""
    if not isinstance(value, dict):
        return bounds(value, value)
    inner = first(value.get("value"))
    flat = {**value, **inner} if isinstance(inner, dict) else value
    flat = {key: each for key, each in flat.items() if not isinstance(each, dict)}
    single = chosen(flat, SINGLE)
    low, high = chosen(flat, LOW), chosen(flat, HIGH)
    return {
        **(bounds(low, high) if low is not None or high is not None else bounds(single, single)),
        "salary_currency": text(flat.get("currency") or flat.get("priceCurrency")),
        "salary_period": text(flat.get("unitText") or flat.get("unitCode")),
    }


def chosen(node: dict[str, Any], names: tuple[str, ...]) -> Any:
    """The first of the named properties that says anything."""
    return next((found for name in names if (found := first(node.get(name))) is not None), None)


def bounds(low: Any, high: Any) -> Raw:
    """Figures as min and max, 0 and less meaning an open end; words (`£30k - £40k`, `Competitive`) as raw text."""
    figures = {"salary_min": number(low), "salary_max": number(high)}
    if any(figure is not None for figure in figures.values()):
        return {name: figure for name, figure in figures.items() if figure is not None and figure > 0}
    return {"salary_raw": " - ".join(dict.fromkeys(each for each in (text(low), text(high)) if each))}
