"""A search page that is empty until its script has run: for boards that need a browser."""

from jobspider.sample.data import SamplePosting
from jobspider.sample.html import page
from jobspider.sample.search import Found

_SCRIPT = """
const list = document.getElementById("results");
fetch("/js/data.json" + location.search).then(answer => answer.json()).then(data => {
  for (const job of data.jobs) {
    const card = document.createElement("article");
    card.className = "job";
    card.dataset.id = job.id;
    const link = card.appendChild(document.createElement("a"));
    link.href = job.url;
    link.textContent = job.title;
    for (const name of ["company", "location", "salary", "posted"]) {
      const part = card.appendChild(document.createElement("span"));
      part.className = name;
      part.textContent = job[name] || "";
    }
    list.appendChild(card);
  }
  list.dataset.total = data.total;
});
"""


def script_page() -> str:
    """The same for every search: its script asks for the data with the page's own query."""
    return page("Jobs", f'<h1>Jobs</h1><section id="results"></section><script>{_SCRIPT}</script>')


def script_data(found: Found) -> dict[str, object]:
    """What the script fetches."""
    return {"total": found.total, "jobs": [_job(posting) for posting in found.postings]}


def _job(posting: SamplePosting) -> dict[str, object]:
    return {
        "id": posting.key,
        "url": f"/careers/{posting.key}",
        "title": posting.title,
        "company": posting.company,
        "location": posting.location,
        "salary": posting.pay.text if posting.pay and not posting.pay.estimated else None,
        "posted": posting.published.isoformat(),
    }
