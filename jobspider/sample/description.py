"""What an advertisement says: 1 to 4 KB of HTML, and the two sentences of it that a search page shows."""

from html import escape

from jobspider.sample.chance import chance
from jobspider.sample.data import SamplePosting

_DUTIES = (
    "Turn open questions from colleagues into work that can be finished in a fortnight.",
    "Keep what runs today running, and leave it tidier than you found it.",
    "Explain results to people who will decide with them, in plain English.",
    "Work with product, finance and operations on what is worth doing next.",
    "Review the work of others kindly and thoroughly, and ask for the same.",
    "Own your area from the first sketch to the day it is switched off.",
    "Write down how things are done so that a newcomer can follow.",
    "Take part in a rota that covers early and late hours, shared fairly.",
    "Record hours, stock and incidents accurately in our systems.",
    "Spot what goes wrong more than once and propose a remedy.",
)
_OFFERS = (
    "25 days' holiday plus bank holidays",
    "Company pension with up to 8% matched",
    "Private medical insurance",
    "Cycle to work scheme & season ticket loan",
    "£1,000 a year for learning",
    "On-site parking",
    "Enhanced parental leave",
    "Staff discount",
)
_ABOUT = (
    "{company} was founded in {town} and is still at home there. About {staff} people work with us, in small teams "
    "that decide for themselves how they get things done.",
    "At {company} we look after customers all over the United Kingdom from our offices in {town}. We have grown to "
    "{staff} people and would like the next one to be you \N{EN DASH} whatever your background.",
)
_CLOSING = (
    "We welcome applications from everyone and will make reasonable adjustments at every stage. If you don't meet "
    "every point above, apply all the same. Interviews are held within two weeks; please tell us of dates that don't "
    "suit."
)


def description_html(posting: SamplePosting) -> str:
    """The whole advertisement; the same for the same posting."""
    draw = chance(posting.number, 5)
    staff = draw.randint(12, 9000)
    about = draw.choice(_ABOUT).format(company=posting.company, town=posting.place.town, staff=staff)
    skills = draw.sample(posting.family.skills, draw.randint(3, len(posting.family.skills) - 1))
    parts = [
        f"<p><b>{escape(posting.title)}</b> \N{EN DASH} {escape(posting.location)}</p>",
        f"<p>{escape(about)}</p>",
        "<h3>What you will do</h3>" + _list(draw.sample(_DUTIES, draw.randint(4, len(_DUTIES)))),
        "<h3>What you bring</h3>" + _list([f"Experience with {skill}" for skill in skills]),
        "<h3>What we offer</h3>" + _list(draw.sample(_OFFERS, draw.randint(2, len(_OFFERS)))),
        f"<p>Job types: {escape(', '.join(posting.types))}</p>",
        f"<p>Pay: {posting.pay.text}</p>" if posting.pay and not posting.pay.estimated else "",
        f"<p>{_CLOSING}</p>" * draw.choice((1, 1, 1, 2, 4)),
    ]
    return "<div>\n" + "\n".join(filter(None, parts)) + "\n</div>"


def snippet_html(posting: SamplePosting, query: str) -> str:
    """Two sentences of the advertisement, the words of the search in bold as Indeed shows them."""
    draw = chance(posting.number, 6)
    first, second = draw.sample(_DUTIES, 2)
    skill = draw.choice(posting.family.skills)
    words = f" <b>{escape(query)}</b>" if query else ""
    return (
        '<ul style="list-style-type:circle;margin-top: 0px;margin-bottom: 0px;padding-left:20px;">\n'
        f' <li style="margin-bottom:0px;">{first}</li>\n'
        f" <li>Experience with {escape(skill)}{words}. {second[:-8]}…</li>\n</ul>"
    )


def _list(sentences: list[str]) -> str:
    return "<ul>\n" + "".join(f"  <li>{escape(sentence)}</li>\n" for sentence in sentences) + "</ul>"
