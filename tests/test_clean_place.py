"""Given what a board writes as a place, then its parts; what the text does not say is None."""

import pytest

from jobspider.clean.place import Place, parse_place

PLACES = [
    ("London", "GB", Place("London", None, "GB")),
    ("London EC2", "GB", Place("London", None, "GB", "EC2")),
    ("Hybrid work in London EC2A 4NE", "GB", Place("London", None, "GB", "EC2A 4NE", "hybrid")),
    ("Remote in Manchester", "GB", Place("Manchester", None, "GB", None, "remote")),
    ("Remote", "GB", Place(work_mode="remote")),
    ("Loganville, GA 30052", "US", Place("Loganville", "GA", "US", "30052")),
    ("Loganville, GA 30052", None, Place("Loganville", "GA", "US", "30052")),
    ("Ciudad Juárez, Chih.", "MX", Place("Ciudad Juárez", "Chih.", "MX")),
    ("Wilmington, DE 19802", "US", Place("Wilmington", "DE", "US", "19802")),
    ("Wilmington, DE", None, Place("Wilmington")),
    ("Camberwell VIC 3124", "AU", Place("Camberwell", "VIC", "AU", "3124")),
    ("City of London", "GB", Place("City of London", None, "GB")),
    ("EC1V, City of London", "GB", Place("City of London", None, "GB", "EC1V")),
    ("ST145JP", "GB", Place(None, None, "GB", "ST14 5JP")),
    ("Berlin, Germany", None, Place("Berlin", None, "DE")),
    ("Dublin, Ireland", "GB", Place("Dublin", None, "IE")),
    ("Greater London, England, United Kingdom", "GB", Place(None, "Greater London", "GB")),
    ("London, England, United Kingdom", None, Place("London", "England", "GB")),
    ("London (Central)", "GB", Place("London", None, "GB")),
    ("Watford, Hertfordshire", "GB", Place("Watford", "Hertfordshire", "GB")),
    ("Bengaluru, Karnataka, India", None, Place("Bengaluru", "Karnataka", "IN")),
    ("Unter den Linden 5, 10117 Berlin", "DE", Place("Berlin", None, "DE", "10117")),
    ("75001 Paris", "FR", Place("Paris", None, "FR", "75001")),
    ("Toronto, ON M5V 2T6", "CA", Place("Toronto", "ON", "CA", "M5V 2T6")),
    ("Hybrid remote in Guadalajara, Jal.", "MX", Place("Guadalajara", "Jal.", "MX", None, "hybrid")),
    ("Remote (Germany)", None, Place(None, None, "DE", None, "remote")),
    ("London / Manchester", "GB", Place("London", None, "GB")),
    ("Loganville, GA 30052+1 location", "US", Place("Loganville", "GA", "US", "30052")),
    ("California", "US", Place(None, "California", "US")),
    ("New York, NY", "US", Place("New York", "NY", "US")),
    ("Georgia", None, Place("Georgia")),
]


@pytest.mark.parametrize(("text", "country", "expected"), PLACES, ids=[f"{row[0]} {row[1]}" for row in PLACES])
def test_a_place_is_read_as_the_board_means_it(text: str, country: str | None, expected: Place) -> None:
    assert parse_place(text, country) == expected


@pytest.mark.parametrize("text", ["", "  ", "Worldwide", "Europe", "Multiple locations", "3 locations", "N/A", "-"])
def test_a_text_that_names_no_place_is_none(text: str) -> None:
    assert parse_place(text, "GB") is None
