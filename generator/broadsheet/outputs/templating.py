"""The template environment in which every value is escaped unless it is said to be ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from broadsheet.cache.code_version import code_version
from broadsheet.curation.score import score_for_readers
from broadsheet.disk.tree import OutFile
from broadsheet.library import urls
from broadsheet.library.form_links import form_link
from broadsheet.library.library import Library
from broadsheet.model.contributors import AUTHOR
from broadsheet.model.curation import Entry
from broadsheet.model.hub import paper_page, repositories_of
from broadsheet.model.ids import doi_path
from broadsheet.model.language import words
from broadsheet.model.language.counts import counted
from broadsheet.model.licences import licence_name
from broadsheet.model.limits import AUTHORS
from broadsheet.model.notices import parse_notice
from broadsheet.model.paper import Paper
from broadsheet.model.partial_dates import label_of, last_day_of
from broadsheet.model.period import long_date, short_date
from broadsheet.model.shared import HUES
from broadsheet.model.site import Site
from broadsheet.model.tallies import Tally, at_place, votes_apart
from broadsheet.outputs.citations.coins import context_object
from broadsheet.outputs.citations.keys import key as citation_key
from broadsheet.outputs.citations.metadata import linked_data
from broadsheet.outputs.corrections import former_fact, headline_of_correction
from broadsheet.outputs.summaries import claim_markup
from broadsheet.outputs.template_engine import TemplateEnvironment
from broadsheet.text import latex, plain
from broadsheet.text.paper_words import Titled, abstract_markup, plain_title, title_markup

_NEWS_DAYS = 3  # for which a preprint is as good as new

# Front matter: text, or pairs of texts, by name.
Head = Mapping[str, str | Sequence[tuple[str, str]]]


def _safe(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(plain.escape(str(value)))


def _printed(value: object) -> str:
    return value if isinstance(value, Markup) else plain.escape(str(value))


def _linked_data(paper: Paper) -> Markup:
    """Return what search engines read of a paper; it is safe within a script element."""
    return Markup(linked_data(paper))


def _coins(paper: Paper, most_authors: int = AUTHORS.in_list_data) -> Markup:
    """Return what reference managers read of a paper in a list; it is safe within an attribute."""
    return Markup(context_object(paper, most_authors))


def _tex(words: str, limit: int | None = None) -> Markup:
    """Return authors' words with their formulas drawn; ``tex`` makes them safe."""
    return Markup(latex.to_html(words, limit))


def _title(paper: Titled, limit: int | None = None) -> Markup:
    """Return a paper's title with its formulas drawn."""
    return Markup(title_markup(paper, limit))


def _abstract(paper: Paper) -> Markup:
    """Return a paper's abstract with its formulas drawn."""
    return Markup(abstract_markup(paper))


def _claim(entry: Entry) -> Markup:
    """Return the sentence of a paper's abstract that says what it did, with its formulas drawn."""
    return Markup(claim_markup(entry))


@pass_context
def _here(context: Context, address: str) -> Markup:
    """Return the link from the page being written to one of our own addresses."""
    return Markup(urls.relative(address, context["at"]))


@pass_context
def _place(context: Context, entry: Entry) -> Markup:
    """Return the link from the page being written to an entry's page, or to the paper itself."""
    if entry.page:
        return _here(context, urls.words(entry.paper.id, entry.shared_at))
    return _safe(entry.paper.external_url)


def _contributor_address(name: str, entry: Entry, kind: str = AUTHOR) -> str:
    """Return the address of whom an entry's paper names: of a page, else of the search for the name."""
    return _contributor_page(name, entry, kind) or urls.search_for(kind, name)


def _contributor_page(name: str, entry: Entry, kind: str) -> str:
    """Return the address of the page of whom an entry's paper names; empty where there is none."""
    for link in entry.contributors:
        if link.kind == kind and link.printed == name:
            return urls.contributor(kind, link.slug)
    return ""


# The sentences of templates are markup of ours; what stands in them is made safe, as everywhere.


@cache
def _sentence(message: str, _language: str) -> Markup:
    return Markup(words.gettext(message))


def _gettext(message: str, /, **values: object) -> Markup:
    if not values:  # as most are, and a page says a hundred
        return _sentence(message, words.catalogue_version())
    return Markup(words.gettext(message, **_all_safe(values)))


def _ngettext(singular: str, plural: str, num: int, /, **values: object) -> Markup:
    values.pop("num", None)  # the number as a text is told by ``words``
    return Markup(words.ngettext(singular, plural, num, **_all_safe(values)))


def _all_safe(values: Mapping[str, object]) -> dict[str, Markup]:
    return {name: _safe(value) for name, value in values.items()}


_WORDS: Mapping[str, Callable[..., Markup]] = {
    "_": _gettext,
    "gettext": _gettext,
    "ngettext": _ngettext,
}

# Templates print and do not compute: what they need of arithmetic is named here.


def _at_place(number: int, tally: Tally) -> str:
    """Return ``12 here`` or ``57 at Hugging Face``."""
    return at_place(tally, f"{number:,}")


def _discussion_words(tally: Tally) -> str:
    """Return what an edition got at a place, as ``12 votes, 3 comments here``."""
    numbers: list[str] = []
    if tally.votes:
        numbers.append(counted(tally.votes, "vote"))
    if tally.comments:
        numbers.append(counted(tally.comments, "comment"))
    return at_place(tally, ", ".join(numbers) or counted(0, "comment"))


def _beyond(items: Sequence[object], most: int) -> int:
    """Return how many of ``items`` there are beyond the first ``most``."""
    return max(0, len(items) - most)


def _was_out_before(paper: Paper) -> bool:
    """Return True for a paper published so long before its day here that lists tell when."""
    if not paper.published:
        return False
    days = paper.day - last_day_of(paper.published)
    return days.days > _NEWS_DAYS


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _points(change: float) -> str:
    """Return a change of a share in points, with the sign that a reader sees and hears."""
    return f"{100 * change:+.1f}".replace("-", "\N{MINUS SIGN}")


def _width(part: float, widest: float) -> float:
    """Return the width of a bar where the widest is 100."""
    return round(100 * part / widest, 1)


def _tenth(number: int) -> str:
    """Return a number of tenths with its point, as short as it can be: 42 is 4.2, 40 is 4."""
    return f"{number / 10:g}"


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "raw": Markup,
    "here": _here,
    "place": _place,
    "contributor_address": _contributor_address,
    "form_link": form_link,
    "contributor_page": _contributor_page,
    "long_date": long_date,
    "short_date": label_of,
    "shorten": plain.shorten,
    "doi_path": doi_path,
    "licence_name": licence_name,
    "notice": parse_notice,
    "linked_data": _linked_data,
    "coins": _coins,
    "citation_key": citation_key,
    "tex": _tex,
    "title_markup": _title,
    "abstract_markup": _abstract,
    "plain_title": plain_title,
    "counted": counted,
    "at_place": _at_place,
    "votes_apart": votes_apart,
    "discussion_words": _discussion_words,
    "beyond": _beyond,
    "was_out_before": _was_out_before,
    "percent": _percent,
    "points": _points,
    "width": _width,
    "tenth": _tenth,
    "score_in_words": score_for_readers,
    "claim_markup": _claim,
    "repositories": repositories_of,
    "headline_of_correction": headline_of_correction,
    "former_fact": former_fact,
    "hub_page": paper_page,
}


def environment() -> Environment:
    """Jinja for Markdown: ``{{ value }}`` is text, ``{{ value | raw }}`` is our own markup."""
    env = TemplateEnvironment(
        loader=PackageLoader("broadsheet", "templates"),
        finalize=_printed,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # or every page would look whether its template was edited meanwhile
        extensions=["jinja2.ext.i18n"],
    )
    env.extend(newstyle_gettext=True)
    env.globals |= _WORDS
    env.globals["limits"] = AUTHORS
    env.filters |= _FILTERS
    env.globals["addresses"] = urls
    return env


_ENVIRONMENT = environment()


def load_templates() -> None:
    """Compile the templates of all pages, once for the processes that will render them."""
    for name in _ENVIRONMENT.list_templates(filter_func=lambda name: name.endswith(".md.j2")):
        _ENVIRONMENT.get_template(name)


def render_part(template: str, **values: Any) -> str:
    """Return HTML for a mailbox, or for a part of pages, escaped alike.

    Numeric references mean the same in HTML and Markdown.
    """
    return _ENVIRONMENT.get_template(template).render(**values)


def sheet(
    library: Library,
    template: str,
    at: str,
    head: Head | Callable[[], Head],
    *,
    read: date | None,
    more: Callable[[], Mapping[str, Any]] = dict,
    **values: Any,
) -> OutFile:
    """Return a page of the site: one that also knows the site, its topics' colours and its footer.

    ``read`` is when the sources of just this page were last read: a page about an old day must
    not change because a new one was read. The ``card`` in the head is the address of the picture
    that stands for the page; a page without one has the site's.

    The page is made when its bytes are asked for, and named by what it is made from: the values are
    therefore tuples, mappings and frozen dataclasses. A ``head`` or ``more`` values that take time
    are functions of such values, given as a ``partial``, and not called before.
    """
    slugs = library.topic_slugs
    names = " ".join(values)
    made_from = (template, at, head, more, names, *values.values(), library.site, slugs, read)
    values |= {"site": library.site, "read": read}
    make = partial(_rendered, template, at, head, more, slugs, values)
    return OutFile(urls.page_file(at), make, library.fingerprints.of(code_version(), *made_from))


class PageParts(NamedTuple):
    """What a page is rendered from: its head, the day on which its sources were last read, and its values."""

    head: Head
    read: date | None
    values: Mapping[str, Any]


def sheet_of(
    library: Library,
    template: str,
    at: str,
    made_from: Iterable[object],
    put_together: Callable[[], PageParts],
) -> OutFile:
    """Return a page as ``sheet`` does, whose parts are put together when its bytes are asked for.

    It is named by what it is ``made_from``, which decides all that ``put_together`` returns. To describe
    all values of a page is most of what one costs that has not changed: this is for kinds of which there are
    tens of thousands.
    """
    slugs = library.topic_slugs
    key = library.fingerprints.of(code_version(), template, at, *made_from, library.site, slugs)
    make = partial(_rendered_parts, template, at, put_together, slugs, library.site)
    return OutFile(urls.page_file(at), make, key)


def _rendered_parts(
    template: str, at: str, put_together: Callable[[], PageParts], slugs: tuple[str, ...], site: Site
) -> bytes:
    parts = put_together()
    values = {**parts.values, "site": site, "read": parts.read}
    return _rendered(template, at, parts.head, dict, slugs, values)


def _rendered(
    template: str,
    at: str,
    head: Head | Callable[[], Head],
    more: Callable[[], Mapping[str, Any]],
    slugs: tuple[str, ...],
    values: Mapping[str, Any],
) -> bytes:
    hues = {slug: place % len(HUES) + 1 for place, slug in enumerate(slugs)}
    body = _ENVIRONMENT.get_template(template).render(at=at, hues=hues, **values, **more())
    own_head = head() if callable(head) else head
    whole_head = _complete_head(own_head, values["site"], values["read"])
    return (front_matter(whole_head) + body).encode()


def _complete_head(head: Head, site: Site, read: date | None) -> Head:
    """Return the head of a page with what stands at the end of every page's: its colophon and its card."""
    complete = dict(head)
    card = complete.pop("card", urls.CARD)
    if read:
        complete["colophon"] = words.gettext("Updated %(day)s", day=short_date(read))
    if site.cards:
        complete["card"] = card
    return complete


def front_matter(head: Head) -> str:
    """Return YAML front matter whose values are text: escaped for HTML, since themes print them as they
    are, and quoted as JSON, which is YAML, so that a date or a colon means nothing.

    A value may also be a list of pairs, a line each: a name of ours and what is said under it.
    """
    lines = ["---"]
    for key, value in head.items():
        if isinstance(value, str):
            if value:
                lines.append(f"{key}: {_quoted(value)}")
        elif value:
            lines.append(f"{key}:")
            for name, text in value:
                lines.append(f"- [{name}, {_quoted(text)}]")
    return "\n".join([*lines, "---", "", ""])


def _quoted(value: str) -> str:
    # Not in ASCII: beyond U+FFFF JSON escapes a character as a pair that YAML does not know.
    return json.dumps(plain.escape(value), ensure_ascii=False)
