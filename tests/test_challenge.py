"""challenge_of: given a page that stands in the way, then its provider; given any other page, then None."""

from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, Response
from scrapy.settings.default_settings import DOWNLOADER_MIDDLEWARES_BASE as BASE
from scrapy.utils.project import get_project_settings

from jobspider.challenge import challenge_of

CLOUDFLARE = """<html><head><title>Just a moment...</title></head><body><h1>jobs.example</h1>
<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt = {cvId: '3'};</script></body>
</html>"""
CHALLENGES = {
    "Cloudflare": [
        CLOUDFLARE,
        "<html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1>",
        "<html><body><p>Verify you are human by completing the action below.</p><div class='cf-turnstile'></div>",
    ],
    "hCaptcha": [
        "<html><title>One more step</title><body><p>Please confirm you are not a robot.</p>"
        "<form><div class='h-captcha' data-sitekey='1'></div><button>Go</button></form></body></html>",
    ],
    "reCAPTCHA": [
        "<html><body><p>Our systems have detected unusual traffic from your network.</p>"
        "<div id='c' class=\"g-recaptcha\" data-sitekey='k'></div></body></html>",
    ],
    "Indeed security check": [
        "<html><head><title>hCaptcha solve page</title></head><body><div class='h-captcha'></div></body></html>",
        "<html><head><title>Security Check - Indeed.com</title></head><body>One moment</body></html>",
    ],
    "DataDome": [
        "<html><head><title>jobs.example</title></head><body><p>Please enable JS and disable any ad blocker</p>"
        "<script>var dd={'rt':'c','cid':'AHr','host':'geo.captcha-delivery.com'}</script>"
        "<script src='https://ct.captcha-delivery.com/c.js'></script></body></html>",
        '{"url":"https://geo.captcha-delivery.com/captcha/?initialCid=AHr"}',
    ],
    "PerimeterX": [
        "<html><head><title>Access to this page has been denied</title></head><body><div id='px-captcha'></div></body>",
    ],
    "Imperva": [
        "<html><body><iframe src='/_Incapsula_Resource?CWUDNSAI=5'>Request unsuccessful.</iframe></body></html>",
    ],
    "AWS WAF": ["<html><body><script>window.gokuProps = {'key':'A'};</script><div id='challenge-container'></div>"],
    "Akamai": [
        "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>"
        "Reference #18.1 <p>https://errors.edgesuite.net/18.1</p></body></html>",
    ],
}
VISITORS = "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
POSTING = "<h1>Data Scientist</h1><p>" + "You will build models with people who use them. " * 80 + "</p>"
ORDINARY = {
    "a log-in form with a captcha widget": "<form><p>Verify you are human</p><input type='email'>"
    "<input type='password'><div class='h-captcha'></div></form><script src='https://js.hcaptcha.com/1/api.js'></script>",
    "an application form": f"{POSTING}<form><input type='file'><div class='g-recaptcha'></div></form>",
    "a job with a captcha before its e-mail address": f"{POSTING}<div class='g-recaptcha'></div>",
    "Cloudflare's script for visitors": POSTING + VISITORS,
    "a short page of a site that Cloudflare protects": "<h1>No jobs today</h1>"
    "<script>window.__CF$cv$params={r:'1'};</script>" + VISITORS,
    "DataDome's script for visitors": f"{POSTING}<script src='https://js.datadome.co/tags.js'></script>",
    "a job that is about such pages": f"{POSTING}<p>Know <code>window._cf_chl_opt = {{}}</code>, h-captcha, "
    "captcha-delivery.com and pages that say: verify you are human, unusual traffic, access denied.</p>",
    "a short job about captchas": "<h1>Captcha engineer</h1><p>hCaptcha, g-recaptcha: are you a human who builds "
    "these? Access is not denied to you.</p>",
    "nothing found": "<h1>0 jobs</h1>",
    "nothing at all": "",
}


def page(body: str, **headers: str) -> Response:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return HtmlResponse("https://jobs.example/", body=body.encode(), headers=fields)


@pytest.mark.parametrize(("name", "body"), [(name, body) for name, bodies in CHALLENGES.items() for body in bodies])
def test_a_challenge_is_named(name: str, body: str) -> None:
    assert challenge_of(page(body)) == name


@pytest.mark.parametrize("body", ORDINARY.values(), ids=ORDINARY)
def test_a_page_with_content_of_its_own_is_none(body: str) -> None:
    assert challenge_of(page(body)) is None


def test_a_header_is_enough() -> None:
    assert challenge_of(page("", cf_mitigated="challenge")) == "Cloudflare"
    assert challenge_of(page("", x_amzn_waf_action="captcha")) == "AWS WAF"


def test_of_all_captures_only_the_blocked_page_is_one(captures: Path) -> None:
    found = {
        file.name: challenge
        for file in sorted(captures.rglob("*.html"))
        if (challenge := challenge_of(HtmlResponse("https://jobs.example/", body=file.read_bytes())))
    }

    assert found == {"blocked_2025-11_cloudflare.html": "Cloudflare"}


def test_a_challenge_is_seen_before_it_would_be_asked_for_again() -> None:
    order = get_project_settings()["DOWNLOADER_MIDDLEWARES"]

    retry = BASE["scrapy.downloadermiddlewares.retry.RetryMiddleware"]
    unpacked = BASE["scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware"]
    assert retry < order["jobspider.middlewares.retry_after.RetryAfterMiddleware"] < unpacked
    assert retry < order["jobspider.middlewares.challenge.ChallengeMiddleware"] < unpacked
