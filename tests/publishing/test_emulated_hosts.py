"""Every address of a paper leads to its words, before it shares a page and after, on each kind of host."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin

import html5lib
import httpx
import pytest
from browsing import OVERLAPS, VIEWS, axe_violations, sideways, wait_until
from building import build
from emulated_hosts import CloudflarePages, GitHubPages, GitLabPages, Host, Netlify, Refused, serving

from broadsheet.store.papers import paper_path

pytestmark = pytest.mark.slow

WORLD = Path(__file__).parents[1] / "world"
GITHUB, GITLAB, CLOUDFLARE, NETLIFY = "github-pages", "gitlab-pages", "cloudflare-pages", "netlify"
PREFIXES = {GITHUB: "/repo/", GITLAB: "/project/", CLOUDFLARE: "/", NETLIFY: "/"}
KINDS: Mapping[str, type[Host]] = {
    GITHUB: GitHubPages,
    GITLAB: GitLabPages,
    CLOUDFLARE: CloudflarePages,
    NETLIFY: Netlify,
}
OLD, EARLIER, LATE = "2026-01-20", "2025-11-04", "2026-03-02"
MANY = 155  # papers of a month, so that it is parted
MOVED, HIDDEN, REMOVED, LATE_ID = "2512.00099", "2601.00555", "2601.00777", "2601.00778"
OTHERS = ("doi-10.5555-old.1", "hep-th-9901001", "openreview-AbC_d")
SHARED = (
    *[f"2601.{number:05}" for number in range(1, MANY)],
    *[f"2511.{number:05}" for number in range(3)],
    *OTHERS,
)


def write_paper(root: Path, paper_id: str, day: str, **more: object) -> None:
    values = {
        "id": paper_id,
        "title": f"On the {paper_id} of stones",
        "authors": [f"Ada {paper_id}"],
        "abstract": f"We count {paper_id} stones, and $\\alpha_1$ more.",
        **more,
        "sightings": [{"source": "example", "day": day, "url": f"https://papers.example/{paper_id}"}],
    }
    path = root / "content" / paper_path(paper_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=2) + "\n", "utf-8")


def write_content(root: Path) -> None:
    """Write a site of some months: a large one, papers of every kind of id, and what is special of some."""
    shutil.copytree(WORLD, root, ignore=shutil.ignore_patterns("golden"))
    for paper_id in SHARED:
        day = EARLIER if paper_id.startswith("2511") else OLD
        more = {"also": [MOVED]} if paper_id == "2601.00001" else {}
        if paper_id == "2601.00017":  # of which reference managers and scripts find all beside its title
            more = {"published": "2026-01-19"}
        write_paper(root, paper_id, day, **more)
    write_paper(root, HIDDEN, OLD)
    write_paper(root, LATE_ID, LATE)
    (root / f"content/notes/{HIDDEN}.md").write_text("---\nhide: off topic\n---\n", "utf-8")
    removal = f"removed:\n  - {{id: '{REMOVED}', why: 'asked for', when: 2026-02-01}}\n"
    (root / "content/removed.yaml").write_text(removal, "utf-8")
    ledger = {"day": OLD, "sources": {"example": {"read": OLD, "fetched": 2, "kept": [MOVED, "2601.00001"]}}}
    (root / f"content/ledger/{OLD}.json").write_text(json.dumps(ledger, indent=2) + "\n", "utf-8")


def built_for(host: str, root: Path, more: str) -> Path:
    (root / "content/config/site.yaml").write_text(f"host: {host}\nexports: {{months: 0}}\n{more}", "utf-8")
    text = (root / "mkdocs.yml").read_text("utf-8")
    address = f"https://review.example{PREFIXES[host]}"
    (root / "mkdocs.yml").write_text(re.sub(r"site_url: .*", f"site_url: {address}", text), "utf-8")
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


class Sites(NamedTuple):
    """What a site was before any papers shared a page, and the site where some do, by its host."""

    before: Path
    sharing: Mapping[str, Path]


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> Sites:
    root = tmp_path_factory.mktemp("hosts") / "world"
    write_content(root)
    before = root.with_name("before")
    shutil.copytree(built_for(GITHUB, root, ""), before)
    sharing: dict[str, Path] = {}
    for host in KINDS:
        sharing[host] = root.with_name(host)
        shutil.copytree(built_for(host, root, "paper_pages: {months: 1}\n"), sharing[host])
    return Sites(before, sharing)


@pytest.fixture(scope="module", params=KINDS)
def at(request, sites) -> Iterator[tuple[str, str]]:
    """The name of a host, and the address of the site with shared pages there."""
    host = KINDS[request.param](sites.sharing[request.param], PREFIXES[request.param])
    with serving(host) as address:
        yield request.param, address


def addresses_before(sites: Sites) -> dict[str, str]:
    """Return every address of a paper of the site without shared pages, with its title there."""
    titles = {}
    for folder in sorted((sites.before / "paper").iterdir()):
        titles[f"paper/{folder.name}/"] = title_of((folder / "index.html").read_text("utf-8"))
    return titles


def tree_of(page: str):
    return html5lib.parse(page, namespaceHTMLElements=False)


def title_of(page: str) -> str:
    [heading] = [part for part in tree_of(page).iter("h1")]
    return "".join(heading.itertext())


def words_at(page: str, fragment: str) -> str:
    """Return the words of a page, or of the place of it that an address names."""
    tree = tree_of(page)
    if not fragment:
        return "".join(tree.itertext())
    [place] = [part for part in tree.iter() if part.get("id") == fragment]
    if place.tag != "article":  # of the other ids of a paper, which stand in its place
        [place] = [part for part in tree.iter("article") if place in list(part.iter())]
    return "".join(place.itertext())


def followed(client: httpx.Client, address: str) -> tuple[int, str]:
    """Return the status, and the words to which an address leads a browser without script."""
    answer = client.get(address)
    hops = 0
    while answer.has_redirect_location or refresh_in(answer.text):
        target = answer.headers.get("Location") or refresh_in(answer.text)
        fragment = urldefrag(address).fragment
        address = urljoin(address, target)
        address += f"#{fragment}" if fragment and "#" not in address else ""
        answer = client.get(address)
        hops += 1
        assert hops < 5, address
    found = answer.status_code == 200
    return answer.status_code, words_at(answer.text, urldefrag(address).fragment if found else "")


def refresh_in(page: str) -> str:
    found = [tag.get("content") for tag in tree_of(page).iter("meta") if tag.get("http-equiv") == "refresh"]
    return found[0].partition("url=")[2] if found else ""


def test_the_site_has_papers_of_every_kind(sites) -> None:
    before = addresses_before(sites)
    assert {f"paper/{paper_id}/" for paper_id in (*SHARED, MOVED, HIDDEN, REMOVED, LATE_ID)} <= before.keys()
    after = {path.name for path in (sites.sharing[GITHUB] / "paper").iterdir()}
    assert {MOVED, HIDDEN, REMOVED, LATE_ID} <= after
    assert not set(SHARED) & after


def test_every_old_address_leads_to_the_papers_words_without_script_where_the_host_has_rules(at, sites):
    name, address = at
    wrong = {}
    with httpx.Client() as client:
        for path, title in addresses_before(sites).items():
            status, words = followed(client, address + path)
            if status != 200 or title not in words:
                wrong[path] = status
    if name == GITHUB:  # which has none: its page for what is not there says where to look
        assert set(wrong.values()) == {404}
        wrong = {path: status for path, status in wrong.items() if path.split("/")[1] not in SHARED}
    assert wrong == {}


def test_the_words_are_the_abstract_too(at):
    name, address = at
    if name == GITHUB:
        address += "papers/2601/7/#p-2601.00017"
    else:
        address += "paper/2601.00017/"
    with httpx.Client() as client:
        status, words = followed(client, address)
    assert status == 200
    assert "We count 2601.00017 stones" in words and "2601.00018" not in words


def test_every_link_of_the_site_with_shared_pages_to_a_paper_leads_to_its_words(at, sites):
    """Lists, days, topics and shared pages: each link to a paper has a page, and a place on it."""
    name, _ = at
    folder = sites.sharing[name]
    ids: dict[Path, set[str | None]] = {}
    wrong = set()
    for page in folder.rglob("*.html"):
        if page.name == "404.html":
            continue
        here = f"https://x.example/{page.relative_to(folder).as_posix().removesuffix('index.html')}"
        for link in tree_of(page.read_text("utf-8")).iter("a"):
            target, fragment = urldefrag(urljoin(here, link.get("href") or ""))
            path = target.removeprefix("https://x.example/")
            if not path.startswith(("paper/", "papers/")):
                continue
            file = folder / path / "index.html"
            if not file.exists():
                wrong.add((page.name, path))
            elif fragment.startswith("p-"):
                if file not in ids:
                    ids[file] = {part.get("id") for part in tree_of(file.read_text("utf-8")).iter()}
                if fragment not in ids[file]:
                    wrong.add((page.name, f"{path}#{fragment}"))
    assert wrong == set()


def test_without_script_the_page_for_what_is_not_there_says_where_to_look(sites):
    lost = tree_of((sites.sharing[GITHUB] / "404.html").read_text("utf-8"))
    [said] = ["".join(part.itertext()) for part in lost.iter("noscript")]
    assert "find yours by its day in the archive" in said
    assert "/repo/archive/" in {link.get("href") for link in lost.iter("a")}
    day = tree_of((sites.sharing[GITHUB] / f"day/{OLD}/index.html").read_text("utf-8"))
    assert "../../papers/2601/7/#p-2601.00017" in {link.get("href") for link in day.iter("a")}


# -- with script -------------------------------------------------------------------------------------

SAMPLE = ("2601.00017", "2511.00002", *OTHERS, MOVED, HIDDEN, REMOVED, LATE_ID)


@pytest.mark.parametrize("paper_id", SAMPLE)
def test_with_script_an_old_address_leads_to_the_papers_words_on_every_host(at, sites, visit, paper_id):
    _, address = at
    title = addresses_before(sites)[f"paper/{paper_id}/"]
    seen = visit(f"{address}paper/{paper_id}/")
    place = "location.hash ? document.getElementById(location.hash.slice(1)) : document.querySelector('main')"
    wait_until(seen.page, f"({place})?.closest('article, main').textContent.includes({json.dumps(title)})")
    assert not [asked for asked in seen.asked if not asked.startswith(address)]


HOSTILE = (
    "paper/2601.99999/",
    "paper/..%2f..%2fevil/",
    "paper/%3Cscript%3Ealert(1)%3C%2Fscript%3E/",
    "paper/__proto__/",
    "paper/https:%2F%2Fevil.example/",
    "paper/2601.00017%00/",
    "paper/x@evil.example/",
    "paper/2601.00017/more/paper/2601.00018x/",
)


@pytest.mark.parametrize("path", HOSTILE)
def test_an_address_that_is_none_leads_nowhere(at, visit, path):
    _, address = at
    seen = visit(address + path)
    seen.page.wait_for_load_state("networkidle")
    heading = seen.page.locator("h1").first.text_content()
    # A rule answers for all that looks like an id of its month.
    assert heading == "Page not found" or heading.startswith("Preprints of January 2026, part ")
    assert seen.page.url.startswith(address)
    assert not [asked for asked in seen.asked if not asked.startswith(address)]
    assert not [line for line in seen.wrong if "404" not in line]


def test_a_paper_that_was_saved_from_a_list_is_completed_from_its_place(at, visit):
    _, address = at
    seen = visit(f"{address}day/{OLD}/")
    seen.page.locator(".titles a[href$='#p-2601.00017']").focus()
    seen.page.keyboard.press("s")
    stored = "JSON.parse(localStorage[Object.keys(localStorage).find((key) => key.endsWith('saved'))])[0]"
    wait_until(seen.page, f"{stored}.partial === undefined")
    saved = seen.page.evaluate(stored)
    assert saved["id"] == "2601.00017" and saved["arxiv"] == "2601.00017" and saved["day"] == OLD
    assert saved["authors"] == ["Ada 2601.00017"] and saved["date"] == "2026-01-19"
    assert saved["doi"] == "10.48550/arXiv.2601.00017" and saved["pdf"] == "https://arxiv.org/pdf/2601.00017"


def test_the_search_leads_to_the_places_of_papers(at, visit):
    _, address = at
    seen = visit(f"{address}search/?q=2601.00017")
    place = f"{address}papers/2601/7/#p-2601.00017"
    wait_until(seen.page, f"location.href === {json.dumps(place)}")
    seen.page.goto(f"{address}search/?q=stones")
    row = seen.page.locator(".items > li", has_text=re.compile(r"On the 2601\.00[01]")).first
    # Read at once, since rows may come and go.
    row_id, link, can_be_saved = row.evaluate(
        "row => [row.id, row.querySelector('.title').href, row.querySelector('.save').checkVisibility()]"
    )
    paper_id = row_id.removeprefix("r-")
    assert link == f"{address}papers/2601/{paper_id[-1]}/#p-{paper_id}"
    assert can_be_saved


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_shared_pages_and_lists_of_parts_read_well(sites, visit, width, scheme):
    with serving(CloudflarePages(sites.sharing[CLOUDFLARE])) as address:
        for path in ("papers/2601/7/", "papers/2601/", f"day/{OLD}/"):
            seen = visit(address + path, width, scheme)
            for details in seen.page.locator("article details.facts").all()[:2]:
                details.locator("summary").first.click()
            assert sideways(seen.page) <= 0
            assert axe_violations(seen.page) == []
            assert seen.page.evaluate(OVERLAPS) == []
            assert seen.wrong == []


def test_the_address_of_a_name_that_had_a_page_leads_to_the_search_for_it(sites, visit, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(sites.sharing[CLOUDFLARE], folder)
    (folder / "authors/former.json").write_text('{"author/ada-old/":"Ada Old"}', "utf-8")
    with serving(CloudflarePages(folder)) as address:
        seen = visit(f"{address}author/ada-old/")
        wait_until(seen.page, "new URLSearchParams(location.search).get('q') === 'author:\"Ada Old\"'")
        seen.page.goto(f"{address}author/constructor/")
        seen.page.wait_for_load_state("networkidle")
        assert seen.page.locator("h1").first.text_content() == "Page not found"


def test_names_and_keywords_of_shared_pages_become_links_to_the_search(sites, visit):
    with serving(CloudflarePages(sites.sharing[CLOUDFLARE])) as address:
        seen = visit(f"{address}papers/2601/7/#p-2601.00017")
        author = seen.page.locator("#p-2601\\.00017 .authors a")
        wait_until(seen.page, "document.querySelector('.shared .authors a')")
        assert author.get_attribute("href") == f"{address}search/?q=author%3A%22Ada+2601.00017%22"


# -- what hosts refuse -------------------------------------------------------------------------------


def test_of_more_papers_than_a_host_has_rules_for_the_script_leads_on(sites, visit, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(sites.sharing[NETLIFY], folder)
    (folder / "_redirects").write_text("", "utf-8")
    with serving(Netlify(folder)) as address:
        seen = visit(f"{address}paper/2601.00017/")
        wait_until(seen.page, "location.hash === '#p-2601.00017'")


def test_a_place_of_a_part_that_is_there_no_more_is_found_by_script(sites, visit):
    with serving(CloudflarePages(sites.sharing[CLOUDFLARE])) as address:
        seen = visit(f"{address}papers/2601/17/#p-2601.00017")
        wait_until(seen.page, f"location.href === '{address}papers/2601/7/#p-2601.00017'")


def test_a_host_takes_no_more_than_it_says(sites, monkeypatch):
    monkeypatch.setattr(CloudflarePages, "most_files", 100)
    with pytest.raises(Refused, match="files"):
        CloudflarePages(sites.sharing[CLOUDFLARE])


def test_headers_are_sent_where_the_host_reads_them(sites):
    with serving(CloudflarePages(sites.sharing[CLOUDFLARE])) as address, httpx.Client() as client:
        assert client.get(address).headers["X-Content-Type-Options"] == "nosniff"
        index = client.get(f"{address}api/v1/index.json")
        assert index.headers["Access-Control-Allow-Origin"] == "*"
        assert client.get(f"{address}_redirects").status_code == 404
