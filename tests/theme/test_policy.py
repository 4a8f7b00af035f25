"""A page that tries to run what is not ours, and our own pages, in a browser under the policy of the site."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import built, served, wait_until
from building import copy_of_world

pytestmark = pytest.mark.slow

# Whatever runs adds its name to a list, or asks for an address of another site.
RAN = "(top.ran ||= []).push('NAME')"
ELSEWHERE = "https://elsewhere.example/"
ATTEMPTS = {
    "inline": "<script>RAN</script>",
    "module": '<script type="module">RAN</script>',
    "handler": '<img src="nothing.png" onerror="RAN" alt="">',
    "click": '<p><button id="click" onclick="RAN">press</button></p>',
    "details": '<details open ontoggle="RAN"><summary>open</summary>words</details>',
    "svg": '<svg onload="RAN"></svg>',
    "svg-script": "<svg><script>RAN</script></svg>",
    "link": '<p><a id="link" href="javascript:RAN">follow</a></p>',
    "frame": '<iframe src="javascript:RAN"></iframe>',
    "srcdoc": '<iframe srcdoc="<script>RAN</script>"></iframe>',
    "foreign": '<script src="https://elsewhere.example/foreign.js"></script>',
    "foreign-module": '<script type="module" src="https://elsewhere.example/foreign-module.js"></script>',
    "foreign-frame": '<iframe src="https://elsewhere.example/frame.html"></iframe>',
    "data": '<script src="data:text/javascript,RAN"></script>',
    "object": '<object data="https://elsewhere.example/object.html"></object>',
    "object-data": '<object data="data:text/html,<script>RAN</script>"></object>',
    "embed": '<embed src="https://elsewhere.example/embed.html">',
    "style": "<style>@import url(https://elsewhere.example/style.css);</style>",
    "sheet": '<link rel="stylesheet" href="https://elsewhere.example/sheet.css">',
    "preload": '<link rel="modulepreload" href="https://elsewhere.example/preload.js">',
    "base": '<base href="https://elsewhere.example/"><script src="based.js"></script>',
    "form": '<form action="https://elsewhere.example/form"><p><button id="form">send</button></p></form>',
    "form-script": '<form action="javascript:RAN"><p><button id="form-script">send</button></p></form>',
}
# What a script that does run, since it is a file of the site, would use to run what is none.
MISUSES = {
    "eval": "eval(TEXT)",
    "function": "new Function(TEXT)()",
    "timer": "setTimeout(TEXT, 0)",
    "element": "document.head.append(Object.assign(document.createElement('script'), { text: TEXT }))",
    "handler-set": "document.body.setAttribute('onclick', TEXT), document.body.click()",
    "blob": "import(URL.createObjectURL(new Blob([TEXT], { type: 'text/javascript' }))).catch(() => {})",
    "worker": "new Worker('data:text/javascript,' + encodeURIComponent('fetch(\"https://elsewhere.example/w\")'))",
    "fetch": "fetch('https://elsewhere.example/fetch').catch(() => {})",
}


def ran(name: str) -> str:
    return RAN.replace("NAME", name)


OWN = ran("own")
HASH_OF_OWN = "sha256-" + base64.b64encode(hashlib.sha256(OWN.encode()).digest()).decode()
CLICKED = ("click", "link", "form", "form-script")


def hostile_page() -> str:
    parts = [html.replace("RAN", ran(name)) for name, html in ATTEMPTS.items()]
    return "# Trouble\n\n" + "\n\n".join(parts) + "\n"


def misusing_script() -> str:
    lines = [
        f"try {{ {code.replace('TEXT', repr(ran(name)))}; }} catch {{}}" for name, code in MISUSES.items()
    ]
    return "\n".join([*lines, ran("own file"), ""])


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of the world's site, with a page that holds every attempt."""
    root = copy_of_world(tmp_path_factory.mktemp("hostile"))
    (root / "content/pages/trouble.md").write_text(hostile_page(), "utf-8")
    (root / "content/static").mkdir()
    (root / "content/static/misuse.js").write_text(misusing_script(), "utf-8")
    (root / "overrides").mkdir()
    (root / "overrides/main.html").write_text(
        '{% extends "base.html" %}{% block scripts %}{% if page and page.url == "trouble/" %}'
        '<script src="{{ "misuse.js" | url }}"></script><script>window.owner = "ran"</script>'
        "{% endif %}{% endblock %}"
    )
    config = root / "mkdocs.yml"
    theme = "theme: {name: broadsheet, custom_dir: overrides}"
    config.write_text(config.read_text("utf-8").replace("theme: broadsheet", theme), "utf-8")
    with served(built(root)) as address:
        yield address


class Attack:
    """A visit to the hostile page: what ran, and what was asked of other sites."""

    def __init__(self, visit, address: str, elsewhere: str = f"{ELSEWHERE}**") -> None:
        self._visit = visit("about:blank")
        self.page = self._visit.page
        self.page.route(elsewhere, self._answer)
        self._answered: list[str] = []
        self.page.goto(address)

    def _answer(self, route) -> None:
        self._answered.append(route.request.url)
        name = route.request.url.rpartition("/")[2]
        route.fulfill(
            body=ran(name), content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
        )

    def click(self, name: str) -> None:
        # Not as a person does, since Playwright would wait for the navigation that does not come.
        self.page.evaluate(f"document.getElementById('{name}').click()")

    def wait(self) -> None:
        """Wait a while for what must not come."""
        self.page.wait_for_timeout(500)

    @property
    def ran(self) -> list[str]:
        return self.page.evaluate("window.ran || []")

    @property
    def answered(self) -> list[str]:
        return self._answered

    @property
    def refused(self) -> int:
        return sum("Content Security Policy" in words for words in self._visit.wrong)


def test_nothing_runs_on_a_page_that_tries_everything(site, visit):
    attack = Attack(visit, f"{site}trouble/")
    for name in CLICKED:
        attack.click(name)
    wait_until(attack.page, lambda: attack.refused > len(ATTEMPTS))
    attack.wait()
    assert attack.page.url == f"{site}trouble/"
    assert attack.ran == ["own file"], "and the file of the site shows that there is a list"
    assert attack.answered == []
    assert attack.page.evaluate("window.owner") == "ran", "what the owner's templates hold does"
    assert attack.page.evaluate("document.links[0].href").startswith(site), "no base leads elsewhere"


def test_without_the_policy_the_same_page_runs_nearly_all_of_it(tmp_path, visit):
    root = copy_of_world(tmp_path)
    (root / "content/pages/trouble.md").write_text(hostile_page(), "utf-8")
    with (root / "content/config/site.yaml").open("a") as settings:
        settings.write("csp: false\n")
    with served(built(root)) as address:
        attack = Attack(visit, f"{address}trouble/")
        attack.click("click")
        most = {"inline", "handler", "click", "foreign.js", "data"}
        wait_until(attack.page, lambda: most <= set(attack.ran))
        wait_until(attack.page, lambda: f"{ELSEWHERE}frame.html" in attack.answered)
        attack.wait()
        assert attack.refused == 0


def test_what_the_owner_lets_in_does_what_it_is_for_and_a_stranger_nothing(tmp_path, visit):
    root = copy_of_world(tmp_path)
    with (root / "mkdocs.yml").open("a") as settings:
        settings.write("\nextra_javascript: [{path: 'https://cdn.example/a.js', defer: true}]\n")
        settings.write("extra_css: ['https://fonts.example/a.css']\n")
    with (root / "content/config/site.yaml").open("a") as settings:
        settings.write(f"csp: {{origins: ['https://talk.example'], hashes: ['{HASH_OF_OWN}']}}\n")
    words = [f"<script>{OWN}</script>", '<script src="https://talk.example/client.js"></script>']
    words += ['<iframe src="https://talk.example/frame"></iframe>', hostile_page()]
    (root / "content/pages/trouble.md").write_text("\n\n".join(words), "utf-8")
    with served(built(root)) as address:
        attack = Attack(visit, f"{address}trouble/", "https://*.example/**")
        let_in = {
            *("https://cdn.example/a.js", "https://fonts.example/a.css"),
            *("https://talk.example/client.js", "https://talk.example/frame"),
        }
        wait_until(attack.page, lambda: let_in <= set(attack.answered) and "a.js" in attack.ran)
        attack.wait()
        assert attack.ran == ["own", "client.js", "a.js"]
        assert set(attack.answered) == let_in


def test_the_form_to_subscribe_reaches_its_provider(site, visit):
    page = visit(f"{site}subscribe/").page
    asked: list[str] = []
    page.route("https://buttondown.com/**", lambda route: (asked.append(route.request.method), route.abort()))
    page.get_by_role("textbox", name="Your e-mail address").fill("ada@example.org")
    page.evaluate("document.querySelector('form.subscribe').submit()")
    wait_until(page, lambda: asked == ["POST"])


PAGES = [
    *("", "day/2026-03-02/", "week/2026-W10/", "month/2026-03/", "paper/2603.00001/", "paper/2603.00002/"),
    *(
        "topic/shapes/",
        "topics/",
        "author/svg/",
        "authors/",
        "archive/",
        "trends/",
        "trending/",
        "status/",
        "status/2026-03/",
    ),
    *("saved/", "new/", "search/?q=sums", "subscribe/", "feeds/", "about/", "api/", "colophon/"),
]


def use_as_a_reader(page, address: str) -> None:
    """Save, cite, switch the palette, ask for help, search: whatever loads or runs something more."""
    page.goto(f"{address}day/2026-03-02/")
    page.locator("button.save").first.click()
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator(".menu summary").click()
    page.locator("#palette").select_option("dark")
    page.goto(f"{address}paper/2603.00001/")
    page.keyboard.press("c")
    page.locator(".cited pre").wait_for()
    page.goto(f"{address}saved/")
    page.locator("#shelf .title").first.wait_for()
    page.goto(f"{address}search/?q=sums")
    page.locator("#results .title").first.wait_for()
    page.locator(".facets fieldset").first.wait_for()


def test_our_own_pages_do_all_that_they_do_without_a_word_against_the_policy(site, visit):
    seen = visit(site)
    for address in PAGES:
        seen.page.goto(site + address)
        assert seen.page.locator("h1").count() == 1, address
    use_as_a_reader(seen.page, site)
    assert seen.wrong == []


def test_the_page_for_what_is_not_there_has_the_policy_too(site, visit):
    seen = visit(f"{site}paper/2603.99999/")
    assert seen.page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1
    assert not [words for words in seen.wrong if "404" not in words]


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """The address at which ``serve`` shows a site."""
    command = [sys.executable, "-m", "broadsheet", "serve", "--root", str(root), "--address", "127.0.0.1:0"]
    log = root / "said.txt"
    with log.open("wb") as output, subprocess.Popen(command, stdout=output) as process:
        try:
            until = time.monotonic() + 60
            address = None
            while not address and time.monotonic() < until:
                time.sleep(0.1)
                address = re.search(r"^(http://\S+)  \(Ctrl", log.read_text(), re.MULTILINE)
            assert address
            yield address[1]
        finally:
            process.terminate()


def test_under_serve_pages_load_themselves_anew_and_nothing_else_runs(tmp_path, visit):
    root = copy_of_world(tmp_path)
    (root / "content/pages/trouble.md").write_text(hostile_page(), "utf-8")
    with serving(root) as address:
        attack = Attack(visit, f"{address}trouble/")
        attack.click("click")
        wait_until(attack.page, lambda: attack.refused)
        attack.wait()
        assert attack.ran == attack.answered == []
        seen = visit(address)
        use_as_a_reader(seen.page, address)
        assert seen.wrong == []
        seen.page.goto(f"{address}colophon/")
        (root / "content/pages/colophon.md").write_text("# Another\n\nWords.\n")
        seen.page.get_by_role("heading", name="Another").wait_for(timeout=60_000)
        assert seen.wrong == []


COMMENTS = (
    "comments: {provider: giscus, repository: ada/digest, repository_id: R_abcd,"
    ' category: "Papers & more", category_id: DIC_abcd}\n'
)


def policy_of(site: Path) -> dict[str, list[str]]:
    [content] = re.findall(
        r'Content-Security-Policy" content="([^"]*)"', (site / "index.html").read_text("utf-8")
    )
    directives = [directive.split() for directive in content.split("; ")]
    return {name: sources for name, *sources in directives}


def test_comments_are_loaded_on_a_click_alone_and_let_in_by_the_policy_only_where_they_are_wanted(
    tmp_path, visit
):
    root = copy_of_world(tmp_path)
    without = policy_of(built(root))
    with (root / "content/config/site.yaml").open("a") as settings:
        settings.write(COMMENTS)
    site = built(root)
    policy = policy_of(site)
    changed = {name for name in policy if policy[name] != without[name]}
    assert changed == {"script-src", "style-src", "connect-src", "frame-src"}
    assert all(set(policy[name]) - set(without[name]) == {"https://giscus.app"} for name in changed)
    with served(site) as address:
        attack = Attack(visit, "about:blank", "https://giscus.app/**")
        attack.page.goto(f"{address}paper/2603.00001/")
        button = attack.page.get_by_role("button", name="Show comments from giscus.app")
        button.wait_for()
        attack.wait()
        assert attack.answered == []
        button.click()
        wait_until(attack.page, lambda: "client.js" in attack.ran)
        attack.wait()
        assert attack.answered == ["https://giscus.app/client.js"]
        assert attack.ran == ["client.js"]
        given = attack.page.evaluate("({ ...document.querySelector('script[src*=giscus]').dataset })")
        assert given == {
            **{
                "repo": "ada/digest",
                "repoId": "R_abcd",
                "category": "Papers & more",
                "categoryId": "DIC_abcd",
            },
            **{"mapping": "specific", "term": "paper: 2603.00001", "strict": "1"},
            **{"reactionsEnabled": "1", "theme": "light"},
        }
        assert attack.refused == 0
        assert not button.count()
