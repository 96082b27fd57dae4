"""The page that stands in the way: what a visitor gets whom Cloudflare wants to see proof from."""

from jobspider.sample.html import page


def challenge_page() -> str:
    """Carries the marks by which such a page is known; it asks for nothing that a crawler could give."""
    script = '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=5a3b1e0c9d2f4a68"></script>'
    body = (
        '<div class="main-wrapper"><h1>127.0.0.1</h1><h2 id="challenge-running">Checking that you are human. '
        'This may take a few seconds.</h2><div id="cf-chl-widget"></div>'
        "<noscript>Enable JavaScript and cookies to continue</noscript></div>"
        f"<script>window._cf_chl_opt={{cvId:'3',cType:'managed',cRay:'5a3b1e0c9d2f4a68'}};</script>{script}"
    )
    return page("Just a moment...", body)
