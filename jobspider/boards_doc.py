"""docs/boards.md, made from the boards' code: `python -m jobspider.boards_doc > docs/boards.md`."""

import ast
import inspect
from collections.abc import Iterator

from jobspider.boards.arguments import argument_names
from jobspider.boards.board import Board
from jobspider.boards.catalogue import FOUNDATIONS, board_classes
from jobspider.boards.lists import ListSpider

HEAD = """# Boards

For whoever writes a spider: every board that its file can stand on, with its attributes (set them in the class), its
functions (define them in the class) and its arguments (give them with `-a NAME=VALUE`). Each also has all that the
boards have which it stands on. [add-a-spider.md](add-a-spider.md) shows how to use them. This page is made from
`jobspider/boards/` by `python -m jobspider.boards_doc`, and a test compares the two."""


def lines() -> Iterator[str]:
    """The page, line by line: first the boards that spider files are made for, then what these stand on."""
    yield from HEAD.splitlines()
    boards = board_classes()
    for name in sorted(boards, key=lambda name: (name in FOUNDATIONS, name)):
        yield from section(name, boards[name])


def section(name: str, board: type[Board]) -> Iterator[str]:
    """What a board is, knows and asks for."""
    below = [each for each in board.__mro__[1:] if each in board_classes().values()]
    yield from ("", f"## {name}", "", f"`from {public_module(board)} import {board.__name__}`", "")
    yield one_line(board.__doc__)
    if below:
        yield from ("", f"Stands on {', '.join(f'`{each.__name__}`' for each in below)}.")
    yield from ("", f"Arguments: {', '.join(f'`{each}`' for each in argument_names(board))}.")
    own = (board, ListSpider) if board is Board else (board,)  # what is split for the code's sake is one board here
    rows = [row for each in own for row in (*attributes(each), *functions(each))]
    if rows:
        yield from ("", "| In the class | Its value | What it is |", "|---|---|---|", *rows)


def public_module(board: type[Board]) -> str:
    """Where a spider file imports the board from: the package, where the board's module lies in one."""
    return ".".join(board.__module__.split(".")[:3])


def attributes(board: type[ListSpider]) -> Iterator[str]:
    """A row for each attribute that the board itself adds or sets."""
    for name in written_attributes(board):
        value = vars(board).get(name, "to be set")
        value = sorted(value) if isinstance(value, frozenset) else value  # a set's order is another in each process
        shown = f"`{value!r}`" if name in vars(board) else str(value)
        yield f"| `{name}` | {shown.replace('|', chr(92) + '|')} | {meaning(board, name)} |"


def meaning(board: type[ListSpider], name: str) -> str:
    """The attribute's docstring, on the board or on one that it stands on."""
    found = (written_attributes(each).get(name) for each in board.__mro__ if issubclass(each, ListSpider))
    text = next(filter(None, found), None)
    if not text:
        raise LookupError(f"{board.__name__}.{name} says nowhere what it is: write a docstring below it")
    return one_line(text)


def written_attributes(board: type[ListSpider]) -> dict[str, str | None]:
    """The public attributes in the class's own code, each with the docstring below it."""
    body = class_body(board)
    found: dict[str, str | None] = {}
    for statement, following in zip(body, [*body[1:], None], strict=True):
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
        names = [target.id for target in targets if isinstance(target, ast.Name) and not target.id.startswith("_")]
        found.update(dict.fromkeys(names, literal_text(following)))
    return found


def class_body(board: type[ListSpider]) -> list[ast.stmt]:
    """The statements of a class's definition."""
    definition = ast.parse(inspect.getsource(board)).body[0]
    assert isinstance(definition, ast.ClassDef)
    return definition.body


def literal_text(statement: ast.stmt | None) -> str | None:
    """The text of a statement that is nothing but a text."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def functions(board: type[ListSpider]) -> Iterator[str]:
    """A row for each public function that the board adds, if its docstring says what it is for."""
    known = {name for each in board.__mro__[1:] for name in vars(each)}
    for name, function in vars(board).items():
        if inspect.isfunction(function) and not name.startswith("_") and name not in known and function.__doc__:
            required = "NotImplementedError" in inspect.getsource(function)
            yield f"| `{name}()` | {'to be defined' if required else ''} | {one_line(function.__doc__)} |"


def one_line(text: str | None) -> str:
    """A docstring in one line of a table."""
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    print("\n".join(lines()))  # noqa: T201  this is its purpose
