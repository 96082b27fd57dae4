"""Which boards there are: each module of this package that defines one is named after its platform."""

from functools import cache
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules

from jobspider import boards
from jobspider.boards.board import Board

FOUNDATIONS = frozenset({"board", "careers", "category_feed", "credited", "employers", "keyed_api", "search_api"})
"""Modules with what several boards stand on; no site's spider is made from them directly."""


@cache
def board_classes() -> dict[str, type[Board]]:
    """Every board by the name of its module, which is also the name of its template; foundations included."""
    found = {}
    for module in sorted(each.name for each in iter_modules(boards.__path__)):
        own = [each for _, each in getmembers(import_module(f"{boards.__name__}.{module}"), isclass)]
        # A class with a name is a site's spider.
        classes = [each for each in own if issubclass(each, Board) and in_module(each, module) and not named(each)]
        if classes:
            found[module] = classes[0]
    return found


def in_module(board: type[Board], module: str) -> bool:
    """Whether a class is defined in a module of this package, or within the package of that name."""
    home = f"{boards.__name__}.{module}"
    return board.__module__ == home or board.__module__.startswith(f"{home}.")


def named(board: type[Board]) -> bool:
    """Whether a class is a spider and no board."""
    return bool(getattr(board, "name", None))
