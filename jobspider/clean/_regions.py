"""States, provinces and counties that a place may name, per country: codes and names, compared in lower case."""

_US = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA PR RI SC SD TN TX UT VT VA WA WV WI WY"
)
_US_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia|Florida"
    "|Georgia|Hawaii|"
    "Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota"
    "|Mississippi|"
    "Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|New York State"
    "|North Carolina|"
    "North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Puerto Rico|Rhode Island|South Carolina|South Dakota"
    "|Tennessee|Texas|"
    "Utah|Vermont|Virginia|Washington|Washington State|West Virginia|Wisconsin|Wyoming"
)
_CA = "AB BC MB NB NL NS NT NU ON PE QC SK YT"
_CA_NAMES = (
    "Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland and Labrador|Nova Scotia"
    "|Northwest Territories|Nunavut|"
    "Ontario|Prince Edward Island|Quebec|Québec|Saskatchewan|Yukon"
)
_AU = "NSW QLD SA TAS VIC WA ACT NT"
_AU_NAMES = (
    "New South Wales|Queensland|South Australia|Tasmania|Victoria|Western Australia"
    "|Australian Capital Territory|"
    "Northern Territory"
)
_MX = (
    "Ags.|B.C.|B.C.S.|Camp.|CDMX|Chih.|Chis.|Coah.|Col.|D.F.|Dgo.|Edomex|Estado de México|Méx.|Gro.|Gto."
    "|Hgo.|Jal.|Mich.|"
    "Mor.|N.L.|Nay.|Oax.|Pue.|Q.R.|Qro.|S.L.P.|Sin.|Son.|Tab.|Tamps.|Tlax.|Ver.|Yuc.|Zac.|Aguascalientes"
    "|Baja California|"
    "Baja California Sur|Campeche|Chiapas|Chihuahua|Ciudad de México|Coahuila|Colima|Durango|Guanajuato"
    "|Guerrero|Hidalgo|"
    "Jalisco|Michoacán|Morelos|Nayarit|Nuevo León|Oaxaca|Puebla|Querétaro|Quintana Roo|San Luis Potosí"
    "|Sinaloa|Sonora|"
    "Tabasco|Tamaulipas|Tlaxcala|Veracruz|Yucatán|Zacatecas"
)
_PL = (
    "dolnośląskie|kujawsko-pomorskie|lubelskie|lubuskie|łódzkie|małopolskie|mazowieckie|opolskie|podkarpackie"
    "|podlaskie|pomorskie|śląskie|świętokrzyskie|warmińsko-mazurskie|wielkopolskie|zachodniopomorskie"
)
_GB = (
    "England|Scotland|Wales|Northern Ireland|London|Greater London|Greater Manchester|Merseyside"
    "|Tyne and Wear|Tyne & Wear|"
    "West Midlands|East Midlands|North West|North East|South East|South West|East of England|East Anglia"
    "|Home Counties|"
    "Yorkshire|North Yorkshire|South Yorkshire|West Yorkshire|East Yorkshire|East Riding of Yorkshire"
    "|Yorkshire and the Humber|"
    "Bedfordshire|Berkshire|Buckinghamshire|Cambridgeshire|Cheshire|Cornwall|Cumbria|Derbyshire|Devon"
    "|Dorset|Durham|"
    "County Durham|East Sussex|West Sussex|Sussex|Essex|Gloucestershire|Hampshire|Herefordshire"
    "|Hertfordshire|Isle of Wight|Kent|"
    "Lancashire|Leicestershire|Lincolnshire|Middlesex|Norfolk|Northamptonshire|Northumberland"
    "|Nottinghamshire|Oxfordshire|"
    "Rutland|Shropshire|Somerset|Staffordshire|Suffolk|Surrey|Warwickshire|Wiltshire|Worcestershire"
    "|Aberdeenshire|Angus|Argyll|"
    "Ayrshire|Fife|Highland|Lanarkshire|North Lanarkshire|South Lanarkshire|Midlothian|East Lothian"
    "|West Lothian|Moray|"
    "Perth and Kinross|Perthshire|Renfrewshire|Scottish Borders|Stirlingshire|Conwy|Gwynedd|Powys"
    "|Pembrokeshire|Carmarthenshire|"
    "Ceredigion|Denbighshire|Flintshire|Monmouthshire|Vale of Glamorgan|South Glamorgan|West Glamorgan"
    "|Mid Glamorgan|Gwent|Clwyd|"
    "Dyfed|County Antrim|County Down|County Armagh|County Tyrone|County Londonderry|County Fermanagh|Antrim"
    "|Tyrone|Isle of Man"
)
_DE = (
    "Baden-Württemberg|Bayern|Bavaria|Berlin|Brandenburg|Bremen|Hamburg|Hessen|Hesse|Mecklenburg-Vorpommern"
    "|Niedersachsen|"
    "Lower Saxony|Nordrhein-Westfalen|North Rhine-Westphalia|NRW|Rheinland-Pfalz|Rhineland-Palatinate"
    "|Saarland|Sachsen|Saxony|"
    "Sachsen-Anhalt|Saxony-Anhalt|Schleswig-Holstein|Thüringen|Thuringia"
)
_IN = (
    "Andhra Pradesh|Assam|Bihar|Chandigarh|Chhattisgarh|Delhi|Goa|Gujarat|Haryana|Himachal Pradesh"
    "|Jharkhand|Karnataka|Kerala|"
    "Madhya Pradesh|Maharashtra|Odisha|Punjab|Rajasthan|Tamil Nadu|Telangana|Uttar Pradesh|Uttarakhand"
    "|West Bengal"
)
_FR = (
    "Île-de-France|Ile-de-France|Auvergne-Rhône-Alpes|Bretagne|Normandie|Nouvelle-Aquitaine|Occitanie"
    "|Pays de la Loire|"
    "Hauts-de-France|Grand Est|Bourgogne-Franche-Comté|Centre-Val de Loire|Provence-Alpes-Côte d'Azur|Corse"
)
_ES = (
    "Andalucía|Aragón|Asturias|Cantabria|Castilla y León|Castilla-La Mancha|Cataluña|Catalonia"
    "|Comunidad de Madrid|"
    "Comunidad Valenciana|Extremadura|Galicia|Islas Baleares|Islas Canarias|La Rioja|Navarra|País Vasco"
    "|Región de Murcia"
)
_BR = "AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO"


def _set(codes: str, names: str = "") -> frozenset[str]:
    return frozenset(name.casefold() for name in (*codes.split(), *names.split("|")) if name)


REGIONS: dict[str, frozenset[str]] = {
    "US": _set(_US, _US_NAMES),
    "CA": _set(_CA, _CA_NAMES),
    "AU": _set(_AU, _AU_NAMES),
    "MX": _set("", _MX),
    "GB": _set("", _GB),
    "DE": _set("", _DE),
    "IN": _set("", _IN),
    "FR": _set("", _FR),
    "ES": _set("", _ES),
    "BR": _set(_BR),
    "PL": _set("", _PL),
}
# A code at the end of "Austin TX" counts even without a comma, because it is written in capitals.
CODES: dict[str, frozenset[str]] = {name: frozenset(codes.split()) for name, codes in
                                    (("US", _US), ("CA", _CA), ("AU", _AU), ("BR", _BR))}  # fmt: skip
# These name a region even when they stand alone; "New York", "Durham" or "Berlin" may be the city.
ALONE: dict[str, frozenset[str]] = {
    "US": _set("", _US_NAMES) - {"new york", "washington"},
    "CA": _set("", _CA_NAMES) - {"quebec", "québec"},
    "AU": _set(_AU, _AU_NAMES),
    "GB": _set("", _GB) - {"london", "durham", "antrim"},
    "DE": _set("", _DE) - {"berlin", "hamburg", "bremen"},
    "IN": _set("", _IN) - {"delhi", "chandigarh"},
    "FR": _set("", _FR),
    "ES": _set("", _ES),
}
