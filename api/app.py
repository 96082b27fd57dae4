"""The application: what all routes have in common, and the list of them."""

from importlib.metadata import version

from fastapi import Depends

from api import errors
from api.lifecycle import lifespan
from api.openapi import ERRORS, Application, operation_id
from api.pages import sign_in
from api.pages.admin import site as admin
from api.pages.alert import page as alert
from api.pages.assets import MOUNT, Assets
from api.pages.dashboard import page as dashboard
from api.pages.ops import routes as ops
from api.pages.posting import page as posting
from api.pages.search import page as search
from api.parameters import only_json, only_known_parameters
from api.routers import (
    alerts,
    documentation,
    exports,
    facets,
    feeds,
    frontier,
    health,
    jobs,
    metrics,
    postings,
    runs,
    schedules,
    searches,
    skills,
    stats,
    tasks,
)
from api.stack import middleware
from jobspider.config import config

ROUTERS = (
    documentation.router,
    health.router,
    metrics.router,
    postings.router,
    facets.router,
    exports.router,
    feeds.router,
    stats.router,
    jobs.router,
    runs.router,
    schedules.router,
    searches.router,
    skills.router,
    frontier.router,
    tasks.router,
    alerts.router,
    alerts.previews,
    dashboard.router,
    sign_in.router,
    search.router,
    posting.router,
    alert.router,
    ops.router,
)
"""Every router; a route's path is its template, since none is included under another prefix."""

app = Application(
    title="jobspider",
    version=version("jobspider"),
    description="Job postings from many boards.",
    dependencies=[Depends(only_known_parameters), Depends(only_json)],
    responses=ERRORS,
    generate_unique_id_function=operation_id,
    middleware=middleware(config()),
    lifespan=lifespan,
    redirect_slashes=False,
    docs_url=None,
    redoc_url=None,
)
errors.install(app)
for router in ROUTERS:
    app.include_router(router)
for path, static in documentation.files().items():
    app.mount(path, static)
app.mount(MOUNT, Assets())
admin.mount(app)
