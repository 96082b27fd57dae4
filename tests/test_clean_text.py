"""Given text or HTML of a page, then text that can be stored and HTML that can be shown."""

import pytest

from jobspider.clean.company import clean_company
from jobspider.clean.text import clean_block, clean_text, html_to_text, repair_utf8, sanitize_html, truncate_bytes


def test_a_line_has_single_spaces_and_no_invisible_marks() -> None:
    assert clean_text(" a\u00a0\u00a0b\u200b\tc\x00\nd \ud800") == "a b c d"
    assert clean_text("Cafe\u0301") == "Caf\u00e9"
    assert clean_text("R&amp;D") == "R&amp;D"


def test_a_block_keeps_its_paragraphs() -> None:
    assert clean_block("one \r\ntwo\n\n\n\nthree\t four ") == "one\ntwo\n\nthree four"


def test_html_becomes_lines_and_list_items() -> None:
    html = "<h2>Role</h2><p>R&amp;D&nbsp;in <b>York</b></p><ul><li>One</li><li><p>Two</p></li></ul><script>x()</script>"
    assert html_to_text(html) == "Role\n\nR&D in York\n\n- One\n- Two"


def test_text_without_markup_stays_as_it_is() -> None:
    assert html_to_text("pay < 5 and\n\nmore") == "pay < 5 and\n\nmore"


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p style='color:red' onclick='x()' class=a>Hi</p>", "<p>Hi</p>"),
        ("<script>alert(1)</script><b>ok</b>", "<b>ok</b>"),
        ("<a href='javascript:x()'>a</a>", '<a rel="nofollow noopener">a</a>'),
        (
            "<a href='https://a.example/' target=_blank>a</a>",
            '<a href="https://a.example/" rel="nofollow noopener">a</a>',
        ),
        ("<a href='mailto:a@b.example'>a</a>", '<a href="mailto:a@b.example" rel="nofollow noopener">a</a>'),
        ("<img src=x onerror=alert(1)>", ""),
        ("<iframe src='https://a.example'></iframe>", ""),
        ("<p>a&#0;&#1;b&#x202e;c</p>", "<p>abc</p>"),
        ("<a href='java&#1;script:x()'>a</a>", '<a rel="nofollow noopener">a</a>'),
        ("<a href='java&#x200b;script:x()'>a</a>", '<a rel="nofollow noopener">a</a>'),
    ],
)
def test_only_harmless_html_is_kept(html: str, safe: str) -> None:
    assert sanitize_html(html) == safe


def test_truncation_never_splits_a_character() -> None:
    assert truncate_bytes("ééé", 5) == "éé"
    assert truncate_bytes("abc", 3) == "abc"
    assert truncate_bytes("abc", 0) == ""


def test_bytes_that_are_not_utf8_are_read_as_windows_text() -> None:
    assert repair_utf8(b"caf\xe9 \x93x\x94 \xc3\xa9") == "café “x” é"
    assert repair_utf8(b"\xef\xbb\xbfok") == "ok"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("  Acme   Ltd ", "Acme Ltd"),
        ("Acme 4.1", "Acme"),
        ("“Acme”", "Acme"),
        ("7-Eleven", "7-Eleven"),
        ("Company: Foo GmbH", "Foo GmbH"),
        ("Confidential", None),
        ("N/A", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_company_is_named_or_none(name: str, cleaned: str | None) -> None:
    assert clean_company(name) == cleaned
