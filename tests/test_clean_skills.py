"""Skills are found where a posting names them, and never where the same word is something else."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspider.clean.skill_dictionary import seed
from jobspider.clean.skills import MOST, find_skills

NAMED = [
    ("We use Python, R and Go.", {"Python", "R", "Go"}),
    ("Experience with R or SAS is essential", {"R", "SAS"}),
    ("R programming", {"R"}),
    ("Statistical work in RStudio", {"R"}),
    ("C, C++ and C# on Linux", {"C", "C++", "C#", "Linux"}),
    ("Embedded C for sensors", {"C"}),
    ("ASP.NET, .NET Core and VB.NET", {".NET", "Visual Basic"}),
    ("Node.js/Vue.js front end. React.js too.", {"Node.js", "Vue.js", "React"}),
    ("golang services", {"Go"}),
    ("You write Go code", {"Go"}),
    ("Skills:\n- Spark\n- Hive\n- Airflow", {"Apache Spark", "Apache Hive", "Apache Airflow"}),
    ("PySpark on Databricks", {"Apache Spark", "Databricks"}),
    ("Advanced Excel and PowerPoint", {"Excel", "PowerPoint"}),
    ("AI and NLP research", {"Artificial Intelligence", "Natural Language Processing"}),
    ("ML or deep learning", {"Machine Learning", "Deep Learning"}),
    ("scikit-learn, TensorFlow & PyTorch", {"scikit-learn", "TensorFlow", "PyTorch"}),
    ("SQL Server, T-SQL and PL/SQL", {"SQL Server", "T-SQL", "PL/SQL"}),
    ("CI/CD with GitHub Actions", {"CI/CD", "GitHub Actions"}),
    ("AWS (S3, EC2) or GCP", {"AWS", "Google Cloud"}),
    ("JavaScript, not Java... TypeScript", {"JavaScript", "TypeScript"}),
    ("dbt, Snowflake", {"dbt", "Snowflake"}),
    ("Experience in Spring Boot", {"Spring"}),
    ("a REST API", {"REST"}),
]
SOMETHING_ELSE = [
    "A leader in R&D and R & D tax credits",
    "R&amp;R bonus of £500",
    "Teachers of all levels and R...",
    "Our go to market team is ready to Go",
    "Go Ahead London needs bus drivers",
    "Go-getter with a can-do attitude",
    "A Level grades A* - C",
    "Class C licence, Cat C E, LGV C+E",
    "Vitamin C, hepatitis C, C-level, C-suite",
    "T&C's apply, T&Cs",
    "Excel in your career and excel at sales",
    "You will Excel as a manager",
    "Spark joy, spark of genius, bright sparks",
    "React calmly and react to change",
    "Spring 2026 intake, this Spring",
    "Rest of the team, 28 rest days",
    "Swift action and a SWIFT payments team",
    "Head Chef and Sous Chef wanted",
    "A rusty old dart board and a Ruby Tuesday",
    "Javanese and trusting people, categorical sqlish words",
    "Agile and nimble you are, as agile as a cat",
    "The worker excels. Words spoken, tableaux painted.",
    "DBT therapy and CBT",
    "RAG status reports",
]


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=[text for text, _ in NAMED])
def test_what_a_text_names_is_found(text: str, expected: set[str]) -> None:
    assert names("", text) >= expected


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_a_word_that_is_something_else_is_no_skill(text: str) -> None:
    assert names("", text) <= {"Agile"} if text.startswith("Agile") else names("", text) == set()


def test_java_is_not_found_in_javascript() -> None:
    assert names("JavaScript developer") == {"JavaScript"}


def test_what_the_title_names_is_asked_for() -> None:
    assert [*find_skills("R Developer (SQL)", None)] == [("R", True), ("SQL", True)]


def test_the_text_says_what_is_asked_for_and_what_is_welcome() -> None:
    text = """About the role
You will build models with Python.

Requirements:
- Python
- SQL

Nice to have
- Spark
- Tableau

Our stack
Airflow. Experience with dbt is essential; Kafka would be great."""
    asked = dict(find_skills("Analyst", text))
    assert asked == {
        "Apache Airflow": False,
        "Apache Kafka": False,
        "Apache Spark": False,
        "dbt": True,
        "Python": True,
        "SQL": True,
        "Tableau": False,
    }


def test_every_skill_of_the_dictionary_is_found_by_its_own_name_in_a_list() -> None:
    missed = [
        skill.name for skill in seed().skills if skill.name not in names("", f"Experience with {skill.name}, SQL")
    ]
    assert missed == []


def test_no_spelling_stands_for_two_skills_in_the_dictionary() -> None:
    spellings = [spelling for skill in seed().skills for spelling in set(skill.spellings)]
    assert sorted({spelling for spelling in spellings if spellings.count(spelling) > 1}) == []


def test_each_skill_is_named_once_and_a_list_of_keywords_is_cut() -> None:
    everything = ", ".join(skill.name for skill in seed().skills)
    found = find_skills("", f"{everything}, {everything}")
    assert len(found) == len({mention.name for mention in found}) == MOST


@given(st.text(alphabet=st.sampled_from("RGoC+#. ,&/-\n'İßpythonsql"), max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(mention.name for mention in find_skills(text, text))


def test_a_hostile_text_costs_its_length_not_more() -> None:
    def seconds(size: int) -> float:
        text = "experience with Go C R SQL and " * size
        begun = process_time()
        find_skills("", text)
        return process_time() - begun

    seconds(100)
    assert seconds(8_000) < 40 * max(seconds(1_000), 0.001)


def names(title: str, text: str | None = None) -> set[str]:
    return {mention.name for mention in find_skills(title, text)}
