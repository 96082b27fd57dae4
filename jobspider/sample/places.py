"""Where the jobs are: places of the United Kingdom with post towns, postcode districts and coordinates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A post town; `region` is its ISO 3166-2:GB nation, coordinates are degrees (WGS 84) of its centre."""

    town: str
    share: int
    districts: tuple[str, ...]
    latitude: float
    longitude: float
    region: str = "ENG"


PLACES = (
    Place("London", 43, ("EC2A", "EC1V", "SW1A", "W1T", "SE1", "E14", "N1C", "WC2H", "NW1", "W12"), 51.5074, -0.1278),
    Place("Manchester", 10, ("M1", "M2", "M3", "M50"), 53.4808, -2.2426),
    Place("Birmingham", 7, ("B1", "B2", "B3"), 52.4862, -1.8904),
    Place("Leeds", 7, ("LS1", "LS2", "LS11"), 53.8008, -1.5491),
    Place("Bristol", 5, ("BS1", "BS2", "BS34"), 51.4545, -2.5879),
    Place("Edinburgh", 5, ("EH1", "EH2", "EH12"), 55.9533, -3.1883, "SCT"),
    Place("Glasgow", 4, ("G1", "G2", "G51"), 55.8642, -4.2518, "SCT"),
    Place("Cambridge", 4, ("CB1", "CB2", "CB4"), 52.2053, 0.1218),
    Place("Reading", 3, ("RG1", "RG2"), 51.4543, -0.9781),
    Place("Cardiff", 3, ("CF10", "CF24"), 51.4816, -3.1791, "WLS"),
    Place("Belfast", 3, ("BT1", "BT2"), 54.5973, -5.9301, "NIR"),
    Place("Newcastle upon Tyne", 3, ("NE1", "NE4"), 54.9783, -1.6178),
    Place("Milton Keynes", 3, ("MK9", "MK14"), 52.0406, -0.7594),
)
"""Shares are per cent and add up to 100."""
