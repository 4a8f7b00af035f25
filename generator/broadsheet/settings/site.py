"""Settings of the site: ``mkdocs.yml`` and ``content/config/site.yaml``."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from broadsheet.model.hosts import HOSTS, NO_HOST, Host
from broadsheet.model.language.words import Catalogue
from broadsheet.model.site import Site, Stopped, Subscribe
from broadsheet.settings.comments import read_comments
from broadsheet.settings.community import E_MAIL, read_community
from broadsheet.settings.content_policy import read_content_policy
from broadsheet.settings.epub import read_books
from broadsheet.settings.exports import read_exports
from broadsheet.settings.fields import Fields
from broadsheet.settings.mkdocs import read_site_dir
from broadsheet.settings.repository import read_address, read_repository
from broadsheet.text.plain import is_web_address, shorten

# Where readers subscribe by e-mail: what the provider is called, its key, what stands before the
# key's value in the address of its form, and what that value is.
SUBSCRIBES = {
    "buttondown": (
        "Buttondown",
        "user",
        "https://buttondown.com/api/emails/embed-subscribe/",
        "the name of your newsletter there",
    ),
    "mailchimp": ("Mailchimp", "url", "", "the https address of its embedded form"),
    "follow.it": ("follow.it", "url", "", "the https address of its subscription form"),
    "mailto": ("us", "address", "mailto:", "an e-mail address"),
}
_SUBSCRIBE_PATTERNS = {
    "user": re.compile(r"[A-Za-z0-9._-]+", re.ASCII),
    "address": E_MAIL,
}
_SINCE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", re.ASCII)
_TAGGING = re.compile(r"[a-z0-9][a-z0-9.@_-]*,[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)
# A card takes some 12 KB and 0.02 seconds: a year of them is more than a site can hold.
DEFAULT_CARD_DAYS = 30
PACKED_CARD_DAYS = 0  # where files are to be few, the card of its edition stands for a paper
_MOST_CARD_DAYS = 366
DEFAULT_PAGED_MONTHS = 12
# What keys mean, for the reference, where that takes more than the rest of their line.
_URL_ABOUT = "where the site will stand; feeds and citations need it"
_AUTHOR_PAGES_ABOUT = "authors and organisations with most papers that have a page beside those you name"
_CARDS_ABOUT = (
    "the newest days of which each paper has a card of its own; 30 unless said, none where exports are packed"
)
_PAPER_PAGES_ABOUT = "which papers have a page for themselves; `shared`, or `packed`, is `{months: 12}`"
_MONTHS_ABOUT = (
    "the newest months whose papers have a page each; older ones share pages, and lists name them by title"
)
_SINCE_ABOUT = "lists link to papers of older days where they came from; all papers have a page unless said"
_OFFLINE_ABOUT = "browsers keep what readers opened, and the newest days, for when there is no network"
_FEED_IDS_ABOUT = "a name of yours and a date on which it was, `example.org,2026`: ids outlive a move"
_MAIL_CARDS_ABOUT = (
    "the letter of a week shows its map, which the mail programs of readers load from the site"
)
_HOLIDAYS_ABOUT = "working days on which no edition is missed: `2026-12-25`, or `'12-25'` for every year"


def read_site(root: Path, mkdocs: Fields, ours: Fields, catalogue: Catalogue, problems: list[str]) -> Site:
    """Return the site that ``mkdocs.yml`` and ``site.yaml`` describe, in the language of a catalogue."""
    mkdocs = _or_nothing(root, mkdocs, problems)
    host = _host(ours)
    exports = read_exports(ours, host)
    cards = _cards(ours, is_packed=exports.is_packed)
    pages_since, paged_months = _paper_pages(ours)
    repository = read_address(mkdocs)
    site = Site(
        name=mkdocs.text("site_name", required=True, about="what the site is called"),
        url=mkdocs.address("site_url", required=True, about=_URL_ABOUT).rstrip("/") + "/",
        tagline=mkdocs.text("site_description", about="a line about it, on the front page and in feeds"),
        language=catalogue.language,
        top=ours.count_or("top", 5, about="papers that stand before the topic sections of an edition"),
        feed_papers=ours.count_or("feed_papers", 100, about="papers in `feed.xml`"),
        cards=cards.are_there,
        paper_cards=cards.days_of_papers,
        cards_in_mail=cards.are_in_mail,
        holidays=_holidays(ours),
        hub=ours.address("hub", about="a WebSub hub that feeds name; tell it of new papers after a deploy"),
        feed_ids=_feed_ids(ours),
        pages_since=pages_since,
        paged_months=paged_months,
        export_months=exports.months,
        packs_exports=exports.is_packed,
        books=read_books(ours, host),
        author_pages=ours.count_or("author_pages", 500, about=_AUTHOR_PAGES_ABOUT),
        subscribe=_subscribe(ours.inside("subscribe", about="where readers subscribe by e-mail")),
        comments=read_comments(ours),
        site_dir=read_site_dir(mkdocs),
        content_policy=read_content_policy(mkdocs, ours),
        repository=read_repository(mkdocs, repository),
        community=read_community(ours, repository),
        offline=ours.flag("offline", True, about=_OFFLINE_ABOUT),
        is_sample=_is_sample(ours),
        stopped=_stopped(ours.inside("stopped", about="says that no new editions come")),
        host=host,
    )
    _close(mkdocs, ours)
    return site


def _or_nothing(root: Path, mkdocs: Fields, problems: list[str]) -> Fields:
    """Return what ``mkdocs.yml`` says; where it is missing, that alone is a problem."""
    if (root / "mkdocs.yml").is_file():
        return mkdocs
    problems.insert(0, "mkdocs.yml: missing; run 'broadsheet init' here, or name the folder with --root")
    return Fields("mkdocs.yml", None, [])


def _close(mkdocs: Fields, ours: Fields) -> None:
    """Report it where pages would not be folders, and each key of ours that nobody asked for."""
    if not mkdocs.flag("use_directory_urls", True, about="must stay `true`"):
        mkdocs.wrong("must be true: the addresses of papers are folders", "use_directory_urls")
    ours.close()


def _is_sample(ours: Fields) -> bool:
    edition = ours.text("edition", about="`sample` marks the sample that comes with the software")
    if edition and edition != "sample":
        ours.wrong("must be sample, or left away", "edition")
    return edition == "sample"


def _host(ours: Fields) -> Host:
    """Return where the site is published; no host in particular where the owner names none."""
    name = ours.choice("host", HOSTS, NO_HOST.name, about="where the site is published")
    return HOSTS.get(name, NO_HOST)


def _stopped(ours: Fields) -> Stopped | None:
    """Return since when there are no new editions, and where to read on, if the owner says so."""
    is_given = bool(ours.names())
    since = ours.day("since", required=is_given, about="the day since which none come; needed in `stopped`")
    following = ours.address("next", about="where to read on")
    ours.close()
    return Stopped(since, following) if since else None


class _Cards(NamedTuple):
    """Whether there are cards, how many newest days of papers have one, and whether letters show one."""

    are_there: bool
    days_of_papers: int
    are_in_mail: bool = False


def _cards(ours: Fields, *, is_packed: bool) -> _Cards:
    """Return which cards the site has."""
    usual_days = PACKED_CARD_DAYS if is_packed else DEFAULT_CARD_DAYS
    if isinstance(ours.either("cards", "true or false"), bool):
        has_cards = ours.flag("cards")
        return _Cards(has_cards, usual_days if has_cards else 0)
    cards = ours.inside("cards", about="pictures for where others link to a page; `false` for none")
    if isinstance(cards.either("papers", "true or false"), bool):
        days = usual_days if cards.flag("papers") else 0
    else:
        days = cards.count_or("papers", usual_days, about=_CARDS_ABOUT)
    if days > _MOST_CARD_DAYS:
        cards.wrong(f"must be at most {_MOST_CARD_DAYS} days, not {days:,}", "papers")
        days = usual_days
    in_mail = cards.flag("mail", about=_MAIL_CARDS_ABOUT)
    cards.close()
    return _Cards(True, days, in_mail)


def _subscribe(ours: Fields) -> Subscribe | None:
    """Where readers subscribe by e-mail; each provider has one key of its own."""
    provider = ours.choice(
        "provider", SUBSCRIBES, required=bool(ours.names()), about="who keeps the list of readers"
    )
    if not provider:
        return None
    title, key, form, what = SUBSCRIBES[provider]
    given = ours.text(key, required=True, about=what)
    fits = _web(given) if key == "url" else _SUBSCRIBE_PATTERNS[key].fullmatch(given)
    if given and not fits:
        ours.wrong(f"must be {what}, not {shorten(repr(given), 60)}", key)
    ours.close()
    field = {"mailchimp": "EMAIL", "mailto": ""}.get(provider, "email")
    return Subscribe(title, form + given, field)


def _web(url: str) -> bool:
    return url.startswith("https://") and is_web_address(url)


def _paper_pages(ours: Fields) -> tuple[date | None, int | None]:
    """Return the day of the first papers that have a page, and the newest months with one for each paper.

    None stands for all of them.
    """
    value = ours.either("paper_pages", "shared", about=_PAPER_PAGES_ABOUT)
    if value in ("shared", "packed"):  # two words for the same
        return None, DEFAULT_PAGED_MONTHS
    if value is not None and not isinstance(value, dict):
        shown = shorten(repr(value), 60)
        ours.wrong(f"must be shared, {{months: 12}} or {{since: 2024}}, not {shown}", "paper_pages")
        return None, None
    pages = ours.inside("paper_pages")
    since = _since(pages)
    months = pages.count("months", about=_MONTHS_ABOUT)
    if months == 0:
        pages.wrong("must be at least 1: papers of the newest month have a page each", "months")
        months = None
    pages.close()
    return since, months


def _since(pages: Fields) -> date | None:
    """``since`` as a year, a month or a day: that of the first papers that have a page."""
    value = pages.either("since", "year, month or day", about=_SINCE_ABOUT)
    if value is None or type(value) is date:
        return value
    text = shorten(str(value), 40)
    try:
        if _SINCE.fullmatch(text):
            return date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        pass
    pages.wrong(f"must be a year, a month or a day (2024, 2024-06 or 2024-06-01), not {text!r}", "since")
    return None


def _feed_ids(ours: Fields) -> str:
    """Return what the ids of feed items begin with after ``tag:``; RFC 4151 wants a name and a date."""
    given = ours.text("feed_ids", about=_FEED_IDS_ABOUT)
    if given and not _TAGGING.fullmatch(given):
        ours.wrong("must be a name and a date on which it was yours, such as example.org,2026", "feed_ids")
        return ""
    return f"{given}:" if given else ""


def _holidays(ours: Fields) -> frozenset[str]:
    """Dates, and days of every year; YAML makes a date of ``2026-12-25`` by itself."""
    given = ours.either("holidays", "list of dates", about=_HOLIDAYS_ABOUT) or []
    days = [str(day) for day in given] if isinstance(given, list) else [""]
    for day in days:
        if not _is_holiday(day):
            ours.wrong("must be a list of dates such as 2026-12-25, or '12-25' for every year", "holidays")
            return frozenset()
    return frozenset(days)


def _is_holiday(text: str) -> bool:
    try:
        # 2028 is a leap year, so that the 29th of February may be one.
        day = text if len(text) == len("2026-12-25") else f"2028-{text}"
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False
