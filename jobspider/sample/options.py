"""How the sample board is set up: what it holds and how it misbehaves. Each field is a command-line option."""

from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from jobspider.sample.data import MAX_SIZE
from jobspider.sample.robots import Robots
from jobspider.sample.search import Match


class Options(BaseSettings):
    """A job board that answers like Indeed.

    Pages are counted from 1 over the server's life; robots.txt, /healthz and /requests.log never count.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        cli_kebab_case=True,
        cli_implicit_flags=True,
        cli_prog_name="python -m jobspider.sample",
    )

    host: str = "127.0.0.1"
    """Address to listen on; another one than loopback only where nobody else can reach it."""
    port: int = Field(0, ge=0, le=65535)
    """Port to listen on; 0 is any free one."""
    postings: int = Field(2000, ge=0, le=MAX_SIZE)
    """How many postings the board holds."""
    seed: int = Field(1, ge=0, lt=1 << 24)
    """Another seed, another board."""
    today: date = Field(default_factory=lambda: datetime.now(UTC).date())
    """Date of day 0, as YYYY-MM-DD; today's when left out. The board's own date is `day` days later."""
    day: int = Field(0, ge=0, le=3650)
    """Simulated day: each brings new postings, ends and changes others, and moves the board's date on."""
    match: Match = "query"
    """all: every search finds every posting, so that a huge board answers at once."""
    robots: Robots = "indeed"
    """Whose robots.txt: Indeed's rules, or allow or disallow for everything."""
    tree: int = Field(10_000, ge=0)
    """Pages of the tree below /tree/0."""
    latency: float = Field(0.0, ge=0)
    """Seconds that each answer takes."""
    challenge_after: int = Field(0, ge=0)
    """From this page on a challenge page is answered (403); 0 is never."""
    rate_limit_after: int = Field(0, ge=0)
    """From this page on 429 is answered for retry-after seconds, then the count begins anew; 0 is never."""
    retry_after: int = Field(2, ge=0)
    """Seconds that a limited client is told to wait."""
    fail_every: int = Field(0, ge=0)
    """Every n-th page is a 500; 0 is none."""
    down_after: int = Field(0, ge=0)
    """From this page on the server is down: it answers 500 to `down_pages` pages; 0 is never."""
    down_pages: int = Field(0, ge=0)
    """How many pages it is down for; 0 is for ever."""
    malformed_every: int = Field(0, ge=0)
    """Every n-th page is broken, in turn cut off in the middle and full of invalid UTF-8; 0 is none."""
    schema_changed: bool = False
    """Search pages come in an unknown layout without the embedded JSON."""
    log: Path | None = None
    """File that gets one JSON line per request: time, method, path, agent, status."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  pydantic-settings passes all by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is said in the call: a board must not change with the environment of a test."""
        return (init_settings,)
