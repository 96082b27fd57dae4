"""Where the application's own addresses begin."""

from fastapi import Request


def root_of(request: Request) -> str:
    """The path that a proxy has put before the application's; the same also in what is mounted below it."""
    found: str = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return found
