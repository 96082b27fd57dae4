"""Given any text, when it is cut into words, then these are words that every database indexes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspider.clean.words import tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("R and Go", ["r__", "and_", "go_"]),
        ("C++/C# dev, C++17", ["cplusplus", "csharp", "dev", "cplusplus", "17_"]),
        (".NET, ASP.NET and example.net", ["dotnet", "asp", "dotnet", "and_", "example", "net"]),
        ("R&D at AT&T", ["randd", "at_", "at_", "t__"]),
        ("The driver's Café \N{EN DASH} MÜNCHEN, Straße", ["the_", "driver", "cafe", "munchen", "strasse"]),
        ("node.js", ["node", "js_"]),
        ("東京 Engineer", ["ua3b0c2ce6dd4cc2f", "u0de0c9f0c3d1e5b9", "engineer"]),
        ("x" * 90, ["x" * 60]),
        ("\N{EM DASH} !?", []),
    ],
)
def test_short_and_odd_words_keep_a_spelling_of_their_own(text: str, words: list[str]) -> None:
    found = tokens(text)

    assert [re.sub("^u[0-9a-f]{16}$", "foreign", word) for word in found] == [
        re.sub("^u[0-9a-f]{16}$", "foreign", word) for word in words
    ]


def test_words_of_other_scripts_compare_without_case() -> None:
    assert tokens("РАЗРАБОТЧИК") == tokens("разработчик") != tokens("разработчики")
    assert tokens("東京都")[:2] == tokens("東京")


@given(st.text(max_size=200))
def test_whatever_the_text_tokens_are_ascii_words_of_three_to_sixty_odd_characters(text: str) -> None:
    assert all(re.fullmatch("[a-z0-9_]{3,62}", token) for token in tokens(text))


@given(st.lists(st.sampled_from(["Go", "C++", "data", "München", "\N{EN DASH}", "R", "a-b"]), max_size=8))
def test_words_are_cut_alike_alone_and_in_a_text(words: list[str]) -> None:
    assert tokens(" ".join(words)) == [token for word in words for token in tokens(word)]
