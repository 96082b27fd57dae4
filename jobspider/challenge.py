"""Challenge pages: what a site answers instead of content when it wants proof of a human. Recognised, never solved."""

import re
from dataclasses import dataclass

from parsel import Selector
from scrapy.http import Response

# A challenge is its own small page; the largest captured one has 50 KB.
LARGEST_BYTES = 300_000
# Without its scripts it is a few sentences.
LONGEST_TEXT = 2_500


@dataclass(frozen=True)
class Challenge:
    """One provider's challenge, as its page's code shows it."""

    name: str
    signs: tuple[bytes, ...]
    """Literals of which a page must hold one: looking for them costs next to nothing on ordinary pages."""
    mark: re.Pattern[bytes]
    """Code that only the challenge has: not the scripts that the provider puts into every page it protects."""
    asks: bool = False
    """Whether ordinary forms use the same widget, so that the page must ask for proof in words, too."""


# https://developers.cloudflare.com/cloudflare-challenges/ and
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge.html name these headers.
HEADERS = {("cf-mitigated", b"challenge"): "Cloudflare", ("x-amzn-waf-action", b"c"): "AWS WAF"}
CHALLENGES = (
    Challenge(
        "Cloudflare",
        (b"_cf_chl_opt", b"Attention Required!"),
        re.compile(rb"window\._cf_chl_opt\s*=|<title>\s*Attention Required! \| Cloudflare"),
    ),
    Challenge(
        "DataDome",
        (b"captcha-delivery.com",),
        re.compile(
            rb"""<(?:script|iframe)\b[^>]+captcha-delivery\.com/|var dd\s*=\s*\{|^\s*\{"url":"https://[a-z.]*captcha"""
        ),
    ),
    Challenge("PerimeterX", (b"px-captcha",), re.compile(rb"""id\s*=\s*["']?px-captcha["'\s>]""")),
    Challenge("Imperva", (b"_Incapsula_Resource",), re.compile(rb"<iframe\b[^>]+_Incapsula_Resource")),
    Challenge("AWS WAF", (b"gokuProps",), re.compile(rb"window\.gokuProps\s*=")),
    Challenge("Akamai", (b"errors.edgesuite.net",), re.compile(rb"<title>\s*Access Denied")),
    Challenge(
        "Indeed security check",
        (b"Security Check", b"Additional Verification Required", b"CAPTCHA solve page", b"aptcha solve page"),
        re.compile(
            rb"<title>\s*(?:Security Check - Indeed|(?:hCaptcha|reCAPTCHA) solve page)"
            rb"|<h1[^>]*>\s*Additional Verification Required"
        ),
    ),
    Challenge(
        "hCaptcha",
        (b"h-captcha", b"hcaptcha.com"),
        re.compile(rb"""class\s*=\s*["'][^"']*\bh-captcha\b|<script\b[^>]+\bhcaptcha\.com/"""),
        asks=True,
    ),
    Challenge(
        "reCAPTCHA",
        (b"g-recaptcha", b"recaptcha/"),
        re.compile(rb"""class\s*=\s*["'][^"']*\bg-recaptcha\b|<script\b[^>]+\brecaptcha/(?:api|enterprise)\.js"""),
        asks=True,
    ),
    Challenge(
        "Cloudflare",
        (b"cf-turnstile", b"turnstile/v0"),
        re.compile(rb"""class\s*=\s*["'][^"']*\bcf-turnstile\b|<script\b[^>]+/turnstile/v0/"""),
        asks=True,
    ),
)
FIELDS = "input[type=password], input[type=email], input[type=text], input[type=tel], input[type=file], textarea"
PROOF = re.compile(
    r"(?:not|are you) a (?:ro)?bot|(?:are you|you.re|you are) (?:a )?human|verify (?:that )?you|confirm (?:that )?you"
    r"|security check|(?:robot|bot|human) (?:check|verification)|verification required"
    r"|unusual (?:traffic|activity)|automated (?:access|requests|queries|traffic)|access .{0,40}\b(?:denied|blocked)",
    re.IGNORECASE,
)


def challenge_of(response: Response) -> str | None:
    """The name of the challenge that `response` is; None for every page with content of its own.

    A page that only contains a captcha widget (a log-in, an application form) or speaks of one is no challenge.
    """
    for (header, value), name in HEADERS.items():
        if value in (response.headers.get(header) or b""):
            return name
    body = response.body
    if len(body) > LARGEST_BYTES:
        return None
    marked = [each for each in CHALLENGES if any(sign in body for sign in each.signs) and each.mark.search(body)]
    return next((each.name for each in marked if stands_alone(body, each)), None)


def stands_alone(body: bytes, challenge: Challenge) -> bool:
    """Whether the page holds the challenge and nothing else: little text, and no form to fill in."""
    page = Selector(body.decode("utf-8", "replace"), type="html")
    pieces = page.xpath("//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]").getall()
    text = " ".join(" ".join(pieces).split())
    if len(text) > LONGEST_TEXT or page.css(FIELDS):
        return False
    return not challenge.asks or bool(PROOF.search(text))
