"""Skills, and the words of titles."""

from api.pages.dashboard.chart import Chart, Column, Row, counted
from api.pages.dashboard.figures import Figures

SKILLS = 20


def skills(figures: Figures) -> Chart:
    """The skills that most open postings name."""
    found, asked = figures.skills, figures.asked
    return Chart(
        key="skills",
        title="Skills",
        kind="bars",
        columns=(Column("Skill", "skill", "text"), Column("Postings", "postings")),
        rows=[Row((each.name, each.postings), asked.search(skill=each.name)) for each in found.items[:SKILLS]],
        note=f"What employers ask for or name. {counted(found)}",
        nothing="None of these postings names a skill of the dictionary.",
    )


def words(figures: Figures) -> Chart:
    """The words that most titles of open postings hold."""
    found, asked = figures.words, figures.asked
    return Chart(
        key="words",
        title="Words in titles",
        kind="cloud",
        columns=(Column("Word", "word", "text"), Column("Postings", "postings")),
        rows=[Row((each.name, each.postings), asked.search(title=each.name)) for each in found.items],
        note=counted(found),
        nothing="These postings have no words in common.",
    )
