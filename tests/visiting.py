"""A person with a browser, as far as cookies and forms go, without starting one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.serving import Answer, Api

FORM = "application/x-www-form-urlencoded"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """Keeps cookies; follows no redirect."""

    api: Api
    headers: dict[str, str] = field(default_factory=dict)
    """Sent each time."""
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    """Headers, as they came."""

    def get(self, path: str, **headers: str) -> Answer:
        """Opens a page."""
        return self._kept(self.api.get(path, **self.sent(headers)))

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """Sends a form."""
        sent = self.sent({"Content_Type": FORM, **headers})
        return self._kept(self.api.ask("POST", path, urlencode(fields).encode(), **sent))

    def token(self, path: str) -> str:
        """That of the page's first form."""
        found = TOKEN.search(self.get(path).body.decode())
        assert found, f"{path} has no form with a token"
        return found[1]

    def sign_in(self, key: str, back: str = "/ops") -> Answer:
        """Fills in the sign-in form."""
        token = self.token("/sign-in")
        return self.post("/sign-in", {"csrf_token": token, "next": back, "key": key})

    def sent(self, headers: Mapping[str, str]) -> dict[str, str]:
        """With these, the cookies."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**self.headers, **({"Cookie": cookies} if cookies else {}), **headers}

    def _kept(self, answer: Answer) -> Answer:
        for each in answer.cookies:
            self.set_cookies.append(each)
            for name, morsel in SimpleCookie(each).items():
                self.cookies[name] = morsel.value
        return answer


def signed_in(api: Api, key: str) -> Visitor:
    """Somebody whose key the pages have taken."""
    person = Visitor(api)
    assert person.sign_in(key).status == 303
    return person
