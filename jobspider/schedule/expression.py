"""A cron expression's five texts, nicknames as `@daily` spelled out."""

from jobspider.errors import ConfigError

NICKNAMES = {
    "@YEARLY": "H H H H *",
    "@ANNUALLY": "H H H H *",
    "@MONTHLY": "H H H * *",
    "@WEEKLY": "H H * * H",
    "@DAILY": "H H * * *",
    "@MIDNIGHT": "H H(0-2) * * *",
    "@HOURLY": "H * * * *",
}


def texts(expression: str) -> list[str]:
    """Minute, hour, day of month, month and day of week in capitals; a ConfigError unless they are five."""
    parts = _spelled_out(expression.upper().strip()).split()
    if len(parts) != 5:
        raise ConfigError(f"has {len(parts)} fields; write five: minute, hour, day of month, month, day of week")
    return parts


def _spelled_out(expression: str) -> str:
    if not expression.startswith("@"):
        return expression
    if expression not in NICKNAMES:
        raise ConfigError(f"is no known nickname; write one of {', '.join(NICKNAMES).lower()}")
    return NICKNAMES[expression]
