"""Facts have owners, from the answers of servers to the pages: who names a paper does not own it."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from make import MONDAY, make_note, make_source

from broadsheet import pipeline
from broadsheet.curation.curate import Standards, curate
from broadsheet.fetching.ingest import keep
from broadsheet.fetching.sources import broadsheet, feed, huggingface
from broadsheet.fetching.sources.arxiv_atom import parse as parse_atom
from broadsheet.library.library import Library
from broadsheet.model.ledger import Batch
from broadsheet.model.paper import Sighting
from broadsheet.model.provenance import as_ranked
from broadsheet.outputs.api import paper_document
from broadsheet.outputs.pages.papers import paper_pages
from broadsheet.outputs.pages.related import listed_papers
from broadsheet.store.store import Store

TITLE = "How to Count Stones in the Dark"
ID = "2603.00001"
SOURCES = """sources:
  - {kind: huggingface, title: The List}
  - {kind: feed, name: annals, title: Annals of Stones, url: https://annals.example/feed}
  - {kind: broadsheet, name: neighbour, title: The Neighbour, url: https://neighbour.example}
  - {kind: arxiv, categories: [cs.CL]}
  - {kind: feed, name: blog, title: A Blog, url: https://blog.example/feed}
look_ups:
  - kind: arxiv
  - kind: semanticscholar
"""
MKDOCS = "site_name: The Small Review\nsite_url: https://review.example/\n"
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>1</opensearch:totalResults>
<entry><id>http://arxiv.org/abs/{ID}v1</id><title>{TITLE}</title><summary>By arXiv.</summary>
<published>2026-03-01T00:00:00Z</published><updated>2026-03-01T00:00:00Z</updated>
<author><name>Ada Example</name></author><category term="cs.CL"/></entry></feed>""".encode()


def listed(title, votes=12, **more):
    """Return a day's list of one paper, in the shape of Hugging Face's."""
    paper = {"id": ID, "title": title, "summary": f"{title}.", "authors": [{"name": "Ada Example"}], **more}
    return json.dumps([{"paper": {**paper, "upvotes": votes}, "title": title, "numComments": votes}]).encode()


THEIRS = {
    "githubRepo": "https://code.example/stones",
    "githubStars": 7,
    "projectPage": "https://stones.example",
}
EVIL = {"githubRepo": "https://evil.example/code", "githubStars": 9, "projectPage": "https://evil.example"}


def item(title=TITLE, link="https://blog.example/1", doi="10.7777/evil", day=MONDAY):
    return f"""<rss version="2.0" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>B</title><item><title>{title}</title>
<link>{link}</link><guid>{link}</guid><dc:creator>Ada Example</dc:creator><description>A post.</description>
<prism:doi>{doi}</prism:doi><prism:publicationName>Evil Letters</prism:publicationName>
<pubDate>{day.strftime("%d %b %Y")} 00:00:00 GMT</pubDate></item></channel></rss>""".encode()


class Desk:
    """A site, and what its sources offer it."""

    def __init__(self, root, sources=SOURCES):
        self.root = root
        (root / "content/config").mkdir(parents=True)
        (root / "mkdocs.yml").write_text(MKDOCS)
        (root / "content/config/sources.yaml").write_text(sources)
        self.config = pipeline.read_settings(root)
        self.store = Store(root, order=self.config.source_order)

    def source(self, name):
        [source] = [source for source in self.config.sources if source.name == name]
        return source

    def take(self, name, batch):
        step = keep(self.store, self.source(name), batch, batch.day)
        assert not step.failed and step.kept

    def lists(self, name, body, day=MONDAY):
        parse = {"huggingface": huggingface.parse, "neighbour": broadsheet.parse}[name]
        self.take(name, parse(body, self.source(name), day))

    def feed(self, name, body, day=MONDAY):
        [batch] = feed.parse(body, self.source(name), (day,), day)
        self.take(name, batch)

    def look_up(self):
        [record] = parse_atom(ATOM).records
        self.store.add(record.item, MONDAY, "arxiv")

    def arxiv_lists(self, day=MONDAY):
        [record] = parse_atom(ATOM).records
        paper = replace(record.item, sightings=(Sighting("arxiv", day),))
        self.take("arxiv", Batch(day=day, papers=(paper,)))

    @property
    def paper(self):
        [paper] = self.store.load().papers
        return paper


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "site")


DAYS = [MONDAY - timedelta(days=300), MONDAY, MONDAY + timedelta(days=3), MONDAY + timedelta(days=300)]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_federated_site_replaces_nothing_that_a_list_said_at_any_age(desk, day, is_first):
    if is_first:
        desk.lists("neighbour", listed("Evil", 9999, **EVIL), day)
    desk.lists("huggingface", listed(TITLE, **THEIRS))
    if not is_first:
        desk.lists("neighbour", listed("Evil", 9999, **EVIL), day)
    paper = desk.paper
    assert (paper.title, paper.abstract) == (TITLE, f"{TITLE}.")
    assert (paper.code, paper.stars, paper.project) == (
        "https://code.example/stones",
        7,
        "https://stones.example",
    )


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_federated_site_replaces_nothing_that_arxiv_said_at_any_age(desk, day, is_first):
    if is_first:
        desk.lists("neighbour", listed("Evil", 9999, **EVIL), day)
    desk.arxiv_lists()
    if not is_first:
        desk.lists("neighbour", listed("Evil", 9999, **EVIL), day)
    paper = desk.paper
    assert (paper.title, paper.abstract, paper.code, paper.project) == (TITLE, "By arXiv.", "", "")


@pytest.mark.parametrize("blog_came", ["before all", "before arXiv", "after arXiv"])
def test_an_item_of_a_feed_that_names_a_known_id_takes_nothing_over(desk, blog_came):
    post = item("Look at this", f"https://arxiv.org/abs/{ID}")
    if blog_came == "before all":
        desk.feed("blog", post)
    desk.lists("huggingface", listed(TITLE, **THEIRS))
    if blog_came == "before arXiv":
        desk.feed("blog", post)
    desk.look_up()
    if blog_came == "after arXiv":
        desk.feed("blog", post)
    paper = desk.paper
    assert (paper.title, paper.abstract, paper.doi, paper.journal) == (TITLE, "By arXiv.", "", "")
    assert paper.code == "https://code.example/stones"


@pytest.mark.parametrize("list_came", ["first", "last"])
def test_an_item_with_the_same_title_and_author_takes_over_neither_doi_nor_journal(desk, list_came):
    if list_came == "last":
        desk.feed("blog", item())
        assert (desk.paper.doi, desk.paper.journal) == ("10.7777/evil", "Evil Letters"), (
            "nobody else lists it"
        )
    desk.lists("huggingface", listed(TITLE))
    if list_came == "first":
        desk.feed("blog", item())
    assert (desk.paper.doi, desk.paper.journal) == ("", "")
    assert {sighting.source for sighting in desk.paper.sightings} == {"blog", "huggingface"}


def test_of_two_feeds_the_first_in_the_settings_gives_doi_and_journal(desk, tmp_path):
    link = f"https://arxiv.org/abs/{ID}"
    posts = {"blog": item("By the blog", link), "annals": item("By the annals", link, "10.1234/annals")}
    other = Desk(tmp_path / "other")
    for name in ("blog", "annals"):
        desk.feed(name, posts[name])
    for name in ("annals", "blog"):
        other.feed(name, posts[name])
    # The key is of the title as it was first seen.
    assert replace(desk.paper, cite_key="") == replace(other.paper, cite_key="")
    assert (desk.paper.title, desk.paper.doi) == ("By the annals", "10.1234/annals")


def test_whoever_is_asked_first_the_papers_file_has_the_same_bytes(tmp_path):
    asks = {
        "list": lambda desk: desk.lists("huggingface", listed("By the list", 12, **THEIRS)),
        "neighbour": lambda desk: desk.lists("neighbour", listed("By the neighbour", 9999, **EVIL)),
        "arXiv": lambda desk: desk.arxiv_lists(MONDAY + timedelta(days=1)),
        "blog": lambda desk: desk.feed("blog", item("By a blog", f"https://arxiv.org/abs/{ID}")),
    }
    files = set()
    for number, order in enumerate(itertools.permutations(asks.values())):
        desk = Desk(tmp_path / str(number))
        for ask in order:
            ask(desk)
        # The key is of the title as it was first seen.
        text = (desk.root / f"content/papers/2603/{ID}.json").read_text(encoding="utf-8")
        files.add(re.sub(r'\n *"cite_key": "[^"]*",', "", text))
    [file] = files
    assert json.loads(file)["said_by"] == [
        "arxiv/v1 2026-03-03",
        "huggingface 2026-03-02: code stars project",
    ]


def test_the_order_of_the_settings_decides_between_direct_sources(tmp_path):
    first, second = "{kind: huggingface, name: a, title: A}", "{kind: huggingface, name: b, title: B}"
    codes = []
    for number, order in enumerate([(first, second), (second, first)]):
        desk = Desk(tmp_path / str(number), f"sources: [{', '.join(order)}]\n")
        for name in "ab":
            body = listed(name, githubRepo=f"https://{name}.example")
            desk.take(name, huggingface.parse(body, desk.source(name), MONDAY))
        codes.append((desk.paper.title, desk.paper.code))
    assert codes == [("a", "https://a.example"), ("b", "https://b.example")]


# -- what readers see --------------------------------------------------------------------------------


def library_of(desk, note=None):
    config = desk.config
    titles = {source.name: source.title for source in config.sources}
    standards = Standards((), (), titles, config.ranking)
    notes = {ID: note} if note else {}
    papers = [as_ranked(paper, config.source_order) for paper in desk.store.load().papers]
    entries = curate(papers, notes, standards)
    return Library.of(site=config.site, sources=config.sources, entries=entries)


@pytest.fixture
def contested(desk):
    desk.lists("neighbour", listed("Evil", 9999, **EVIL))
    desk.lists("huggingface", listed("By the list", 12, **THEIRS), date(2026, 3, 3))
    desk.feed("blog", item("By a blog", f"https://arxiv.org/abs/{ID}"))
    desk.look_up()
    return desk


def test_the_page_and_the_api_say_who_said_what(contested):
    library = library_of(contested)
    [page] = paper_pages(library, listed_papers(library))
    line = "<dt>According to</dt><dd><bdi>arXiv</bdi>: title, authors, published, abstract, categories<br>"
    assert f"{line}<bdi>The List</bdi>: code, stars, project, votes, comments</dd>" in page.data.decode()
    document = paper_document(library.site, library.entries[0])
    assert document["said_by"]["arxiv"] == ["title", "authors", "published", "abstract", "categories"]
    assert document["said_by"]["huggingface"] == ["code", "stars", "project", "votes", "comments"]
    assert (document["votes"], document["comments"]) == (12, 12)
    votes = {sighting["source"]: sighting.get("votes") for sighting in document["sightings"]}
    assert votes == {"neighbour": 9999, "blog": None, "huggingface": 12}


def test_what_the_owner_of_the_site_says_comes_before_all(contested):
    note = make_note(takeaway="Read this.", hide="Not ours.")
    [entry] = library_of(contested, note).entries
    assert (entry.note.takeaway, entry.left_out) == ("Read this.", "hidden by the editor: Not ours.")


def test_a_paper_that_one_source_alone_told_names_it_and_no_more(desk):
    desk.lists("huggingface", listed(TITLE, 0))
    library = library_of(desk)
    [page] = paper_pages(library, listed_papers(library))
    assert "<dt>According to</dt><dd><bdi>The List</bdi></dd>" in page.data.decode()


def test_a_source_is_called_as_its_owner_calls_it_and_never_taken_for_markup(tmp_path):
    source = make_source("huggingface", "huggingface", "<b>List</b>", "https://list.example")
    desk = Desk(tmp_path / "site")
    desk.lists("huggingface", listed(TITLE, 0))
    kept = library_of(desk)
    library = Library.of(site=kept.site, sources=(source,), entries=kept.entries)
    [page] = paper_pages(library, listed_papers(library))
    assert b"<b>" not in page.data and b"List" in page.data


# -- a whole fetch -----------------------------------------------------------------------------------

FEW = """sources:
  - {kind: broadsheet, name: neighbour, title: The Neighbour, url: https://neighbour.example}
  - {kind: huggingface, title: The List}
look_ups: [{kind: arxiv}]
"""
INDEX = {"format": "broadsheet", "version": 1, "days": [{"slug": "2026-03-02"}]}


def test_a_fetch_asks_in_one_order_and_believes_in_another(tmp_path, answers):
    desk = Desk(tmp_path / "site", FEW)
    answers.give(200, INDEX)
    answers.give(200, listed("Evil", 9999, **EVIL))
    answers.give(200, listed("By the list", 12, **THEIRS))
    answers.give(200, ATOM)
    plan = pipeline.plan_fetch(desk.root, [MONDAY])
    steps = list(pipeline.fetch(desk.root, answers.web(), plan, MONDAY))
    assert not any(step.failed for step in steps)
    assert desk.paper.said_by == ("huggingface 2026-03-02: code stars project",)
    assert (desk.paper.title, desk.paper.described_by) == (TITLE, "arxiv")
    library = pipeline.read_library(desk.root)
    assert (library.by_id[ID].paper.votes, library.by_id[ID].paper.comments) == (12, 12)
    assert library.by_id[ID].paper.code == "https://code.example/stones"
