"""Given what MySQL sends as a moment, when it is read, then it is what PyMySQL makes of it."""

import pytest
from pymysql.converters import convert_datetime

from jobspider.store.moments import read


@pytest.mark.parametrize(
    "sent",
    [
        "2026-11-22 12:00:00",
        "2026-11-22 12:00:00.5",
        "2026-11-22 12:00:00.000001",
        "0001-01-01 00:00:00.000000",
        "9999-12-31 23:59:59.999999",
        "0000-00-00 00:00:00",
        "2026-02-31 12:00:00.000000",
    ],
)
def test_a_moment_is_read_as_the_driver_reads_it(sent: str) -> None:
    assert read(sent) == convert_datetime(sent)
