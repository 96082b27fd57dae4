"""Time zones by their IANA names."""

from zoneinfo import ZoneInfo

from jobspider.errors import ConfigError


def time_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name as `Europe/London`; an unknown name is a ConfigError."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:  # unknown; not a relative path; a folder as `Europe`
        raise ConfigError(
            f'There is no time zone "{name}"; write an IANA name such as Europe/London or UTC.'
        ) from error
