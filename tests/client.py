"""A client that fills in rendered forms and checks the laws of a page on every page of every test."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from webtest import TestApp, TestRequest, TestResponse, forms

from tests.parsing import XHTML, parse

ENGLISH = re.compile(r"\b(draft|submitted|approved|rejected|pending|paid|open|closed|cancelled|returned|verified|proposed|waiting|done|failed|None|True|False)\b")
BARE_NUMBER = re.compile(r"(?<![\d.,/\-–•\w])\d{5,}(?![\d\w]*[./]\d)(?![\w-])")
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
EMPTY_LINKS = {"xem", "ở đây", "tại đây", "here", "link", "chi tiết"}


FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
# What differs from one showing of a page to the next and says nothing about it: one-time tokens, the number of the request.
PASSING = re.compile(r'(name="(?:csrf|once)_token" value=")[\w.:-]+')
REQUEST = re.compile(r"<code>[0-9a-f]{12}(?=</code></p>)")
LINK = re.compile(r'<a\b[^<>]*\shref="([^"]*)"')
# Pages in which nothing was wrong, by what they say.
_sound: set[int] = set()


class PageResponse(TestResponse):
    """An answer whose forms are cut out of the page: WebTest makes a soup of all of it first."""

    def _parse_forms(self) -> None:
        self._forms_indexed = {}
        for place, found in enumerate(FORM.finditer(self.testbody)):
            form = forms.Form(self, found.group(), self.parser_features)
            self._forms_indexed[place] = form
            if form.id:
                self._forms_indexed[form.id] = form


class PageRequest(TestRequest):
    ResponseClass = PageResponse


class PageClient(TestApp):
    """WebTest with the page laws; `follow` after a POST keeps the story readable."""

    RequestClass = PageRequest

    def __init__(self, app: Any) -> None:
        super().__init__(app, extra_environ={"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"})
        self.seen: set[str] = set()
        self.shown = ""

    def keep(self, name: str, value: str) -> None:
        """Keep a cookie as a server would set it: WebTest puts its own in quotes, which would be quoted again when it is handed on."""
        self.set_cookie(name, value)
        for cookie in self.cookiejar:
            if cookie.name == name:
                cookie.value = value

    def sign_in(self, username: str, password: str) -> TestResponse:
        form = self.get("/access/sign-in").forms[0]
        form["username"], form["password"] = username, password
        return form.submit().follow()

    def do_request(self, req: Any, status: Any = None, expect_errors: Any = None) -> TestResponse:
        response = super().do_request(req, status, expect_errors)
        self.seen.add(urlsplit(response.request.url).path)
        if response.content_type == "text/html" and response.status_int != 303:
            self.shown = response.text
            check_page(self.shown, response.request.path)
        return response

    def links(self) -> list[str]:
        """Where the links of the page shown last lead; that the page is lawful HTML has been seen by now."""
        return [unescape(address) for address in LINK.findall(self.shown)]


def check_page(html: str, where: str) -> None:
    """Raise with what to write instead when a page breaks a law; a page that has been found sound is not read again."""
    said = hash(REQUEST.sub("<code>", PASSING.sub(r"\1", html)))
    if said in _sound:
        return
    tree, errors, may_be_inline = parse(html)
    wrong = [f"invalid HTML: {error}" for error in errors]
    wrong += _heading(tree) + _ids(tree) + _labels(tree) + _forms(tree) + _links(tree) + _tables(tree) + (_inline(tree) if may_be_inline else []) + _words(tree)
    assert not wrong, f"{where}: " + "; ".join(wrong[:6])
    _sound.add(said)


def _all(tree: Any, name: str) -> list[Any]:
    return list(tree.iter(XHTML + name))


def _text(element: Any) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _heading(tree: Any) -> list[str]:
    found = _all(tree, "h1")
    wrong = [] if len(found) == 1 else [f"a page has exactly one h1, this has {len(found)}"]
    titles = _all(tree, "title")
    return wrong + ([] if titles and _text(titles[0]) else ["give the page a title"])


def _ids(tree: Any) -> list[str]:
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    return [f"id {name} stands twice" for name in {name for name in ids if ids.count(name) > 1}]


def _labels(tree: Any) -> list[str]:
    named = {label.get("for") for label in _all(tree, "label")}
    inside = {control for label in _all(tree, "label") for control in label.iter()}
    wrong = []
    for tag in ("input", "select", "textarea"):
        for control in _all(tree, tag):
            if tag == "input" and control.get("type") in ("hidden", "submit", "button"):
                continue
            if not (control.get("id") in named or control in inside or control.get("aria-label") or control.get("aria-labelledby")):
                wrong.append(f"label the {tag} {control.get('name')}")
    return wrong


def _forms(tree: Any) -> list[str]:
    wrong = []
    for form in _all(tree, "form"):
        if (form.get("method") or "get").lower() != "post":
            continue
        names = {control.get("name") for control in _all(form, "input")}
        if "csrf_token" not in names or "once_token" not in names:
            wrong.append(f"POST form to {form.get('action')} lacks its tokens: use the form macro")
    return wrong


def _links(tree: Any) -> list[str]:
    wrong = []
    for link in _all(tree, "a"):
        name = _text(link).lower() or link.get("aria-label") or "".join(title.text or "" for title in link.iter() if str(title.tag).endswith("title"))
        labelled = any(element.get("aria-label") for element in link.iter())
        if not name and not labelled:
            wrong.append(f"the link to {link.get('href')} has no text")
        elif name in EMPTY_LINKS:
            wrong.append(f"say where the link “{name}” leads")
        if link.get("href") in ("", "#", None):
            wrong.append("a link without an address")
    return wrong


def _tables(tree: Any) -> list[str]:
    wrong = []
    for table in _all(tree, "table"):
        if not _all(table, "caption"):
            wrong.append("give the table a caption")
        wrong += ["give each th a scope" for th in _all(table, "th") if not th.get("scope")][:1]
    return wrong


def _words(tree: Any) -> list[str]:
    """Looked at last: what is not read as text is taken out of the tree."""
    for name in ("code", "script", "style", "textarea", "pre"):
        for element in _all(tree, name):
            after = element.tail
            element.clear()
            element.tail = after
    shown = " ".join(" ".join(part for body in _all(tree, "body") for part in body.itertext()).split())
    wrong = [f"say “{match.group()}” in Vietnamese: …{shown[max(0, match.start() - 30):match.end() + 10]}…" for match in list(ENGLISH.finditer(shown))[:2]]
    wrong += [f"write the number {m.group()} with |dong or inside <code>" for m in list(BARE_NUMBER.finditer(shown))[:2]]
    return wrong + [f"write the day {m.group()} with |day" for m in list(ISO_DAY.finditer(shown))[:2]]


def _inline(tree: Any) -> list[str]:
    wrong = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        bad = [name for name in element.attrib if isinstance(name, str) and (name == "style" or name.startswith("on"))]
        if bad or (element.tag == XHTML + "style") or (element.tag == XHTML + "script" and not element.get("src")):
            wrong.append(f"no inline {bad or element.tag} under our CSP")
    return wrong
