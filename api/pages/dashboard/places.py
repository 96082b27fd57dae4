"""Where the jobs are."""

from api.pages.dashboard.chart import Chart, Column, Row, counted
from api.pages.dashboard.figures import Figures
from api.pages.dashboard.query import DashboardQuery
from api.pages.dashboard.towns import position
from jobspider.search.places import Town

SHOWN = 60
COLUMNS = (
    Column("Town", "town", "text"),
    Column("Country", "country", "country"),
    Column("Postings", "postings"),
    Column("Latitude", "latitude", "degrees"),
    Column("Longitude", "longitude", "degrees"),
)


def places(figures: Figures) -> Chart:
    """Towns on a map; those whose position nobody knows are in the table alone."""
    found = figures.towns
    rows = [_row(figures.asked, town) for town in found.items[:SHOWN]]
    unknown = sum(row.values[2] for row in rows if row.values[3] is None)
    off = f" {unknown:,} of them are in towns that the map does not know." if unknown else ""
    return Chart(
        key="places",
        title="Places",
        kind="map",
        columns=COLUMNS,
        rows=rows,
        note=f"{counted(found)}{off} Towns by GeoNames, CC BY 4.0.",
        nothing="None of these postings names a town.",
    )


def _row(asked: DashboardQuery, town: Town) -> Row:
    at = (town.latitude, town.longitude)
    if None in at:
        at = position(town.locality, town.country) or (None, None)
    more = {"country": town.country} if town.country else {}
    # The form's own place would be lost to the town's: it holds the town already.
    return Row((town.locality, town.country, town.postings, *at), asked.search(location=f'"{town.locality}"', **more))
