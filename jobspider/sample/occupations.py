"""What is advertised: families of jobs with their titles, their pay, and the skills that they ask for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Jobs that are paid alike. `low` and `high` are GBP for a year, or for an hour where `hourly`."""

    name: str
    share: int
    titles: tuple[str, ...]
    low: float
    high: float
    skills: tuple[str, ...]
    hourly: bool = False


FAMILIES = (
    Family(
        "Data Science",
        29,
        (
            "Data Scientist",
            "Senior Data Scientist",
            "Lead Data Scientist",
            "Junior Data Scientist",
            "Graduate Data Scientist",
            "Principal Data Scientist",
            "Data Science Manager",
            "Head of Data Science",
            "Data Scientist (NLP)",
            "Data Scientist - Pricing",
            "Applied Data Scientist, Risk",
            "Data Science & Machine Learning Engineer",
        ),
        34_000,
        115_000,
        ("Python", "SQL", "scikit-learn", "PyTorch", "statistics", "A/B testing", "Spark", "causal inference"),
    ),
    Family(
        "Data",
        20,
        (
            "Data Engineer",
            "Senior Data Engineer",
            "Data Analyst",
            "BI Developer",
            "Machine Learning Engineer",
            "MLOps Engineer",
            "Analytics Engineer",
            "Insight Analyst (Power BI)",
        ),
        30_000,
        95_000,
        ("SQL", "Python", "dbt", "Airflow", "Snowflake", "Power BI", "Tableau", "AWS", "Azure", "Kafka"),
    ),
    Family(
        "Software",
        16,
        (
            "Software Engineer",
            "Full Stack Developer",
            "C#/.NET Developer",
            "DevOps Engineer",
            "QA Tester",
            "iOS Developer",
        ),
        32_000,
        90_000,
        ("TypeScript", "React", "Java", "C++", "Go", "Docker", "Kubernetes", "Terraform", "PostgreSQL", "Git"),
    ),
    Family(
        "Office",
        15,
        (
            "Office Administrator",
            "Management Accountant",
            "HR Adviser",
            "Marketing Executive",
            "Project Manager",
            "Café Manager",
        ),
        24_000,
        58_000,
        ("Excel", "Sage", "Salesforce", "budgeting", "minute taking", "PRINCE2", "copywriting"),
    ),
    Family(
        "Care and health",
        10,
        (
            "Registered Nurse (RGN)",
            "Support Worker",
            "Care Assistant \N{EN DASH} Nights",
            "Dental Nurse",
            "Physiotherapist",
        ),
        12.21,
        24.5,
        ("NMC registration", "medication rounds", "first aid", "safeguarding", "NVQ Level 3"),
        hourly=True,
    ),
    Family(
        "Shops and warehouses",
        10,
        ("Warehouse Operative", "Van Driver", "Sales Assistant", "Chef de Partie", "Forklift Driver (Counterbalance)"),
        12.21,
        18.75,
        ("manual handling", "FLT licence", "food hygiene", "stock control", "customer service"),
        hourly=True,
    ),
)
"""Shares are per cent and add up to 100. 12.21 is the national living wage of 2025."""
