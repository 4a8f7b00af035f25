"""The rules of the W3C feed validator that can apply to our feeds, each by the name that it has there.

Errors and warnings alike. Where ours is narrower than the validator's (elements, attributes), a feed
that keeps to it keeps to the validator's; a rule for what we never write (enclosures, e-mail
addresses, RDF, podcasts) shows as ``UndefinedElement``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from html.entities import name2codepoint
from io import BytesIO
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import html5lib

ATOM, DC, CONTENT, XHTML, MATHML = (
    "http://www.w3.org/2005/Atom",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/rss/1.0/modules/content/",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CREATOR, ENCODED, LINK = f"{{{DC}}}creator", f"{{{CONTENT}}}encoded", f"{{{ATOM}}}link"
LARGEST = 5_000_000  # bytes; the validator reads no more
# Which prefixes an RSS and an Atom feed may declare, and for what.
PREFIXES = {
    "rss": {("atom", ATOM), ("dc", DC), ("content", CONTENT)},
    "feed": {("", ATOM), ("", XHTML), ("", MATHML)},
}
HTML = {"a", "br", "em", "li", "ol", "p", "strong", "ul"}
HTML_TAGS = HTML | {"b", "body", "code", "div", "h1", "h2", "head", "html", "i", "img", "pre"}
HTML_TAGS |= {"script", "span", "sub", "sup", "svg", "table", "title", "u"}
MATH = {"math", "mi", "mn", "mo", "mtext", "mspace", "mrow", "mfrac", "msqrt", "mroot", "msub", "msup"}
MATH |= {"msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts"}
MATH |= {"mtable", "mtr", "mtd", "mphantom", "mpadded"}
MATH_ATTRIBUTES = {"display", "displaystyle", "linethickness", "lspace", "mathvariant"}
MATH_ATTRIBUTES |= {"maxsize", "minsize", "rspace", "stretchy", "width"}
URI = re.compile(r"[a-zA-Z][0-9a-zA-Z+\-.]*:(//)?[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]+")
TAG = re.compile(r"tag:[a-z0-9.\-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*")
RFC822 = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
MEDIA = re.compile(r"[^\s()<>,;:\\\"/[\]?=]+/[^\s()<>,;:\\\"/[\]?=]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ONCE = {
    "channel": {"title", "link", "description", "language", "lastBuildDate"},
    "item": {"title", "link", "guid", "pubDate", "description", ENCODED},
    "feed": {"title", "subtitle", "id", "updated"},
    "entry": {"title", "id", "published", "updated", "summary", "content"},
}
MANY = {
    "channel": {LINK, "item"},
    "item": {CREATOR, "category"},
    "feed": {"link", "author", "entry"},
    "entry": {"link", "author", "category"},
}
NEEDED = {
    "channel": {"title": "MissingTitle", "link": "MissingLink", "description": "MissingDescription"}
    | {"language": "MissingDCLanguage"},
    "item": {"title": "ItemMustContainTitleOrDescription", "guid": "MissingGuid"},
    "feed": {name: "MissingElement" for name in ("title", "id", "updated", "author")},
    "entry": {name: "MissingElement" for name in ("title", "id", "updated")}
    | {"content": "MissingTextualContent", "link": "MissingContentOrAlternate"},
}


def complaints(data: bytes, address: str, now: datetime) -> list[str]:
    """What the validator would say of the feed at ``address`` at the time ``now``: ``Rule: what``."""
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        return [f"SAXError: {error}"]
    kind = root.tag.rpartition("}")[2]
    if kind == "opml":
        return [*_whole(data, kind), *_opml(root)]
    judge = _Judge(data, address, now, kind)
    return [*_whole(data, kind), *judge.feed(root)]


def _whole(data: bytes, kind: str) -> Iterator[str]:
    if len(data) > LARGEST:
        yield f"ValidatorLimit: {len(data)} bytes"
    if f"<{kind}".encode() not in data[:512]:
        yield "NonSpecificMediaType: nothing in the first 512 bytes says what this is"
    if not re.match(rb"<\?xml version='1\.0' encoding='utf-8'\?>", data):
        yield "NotUTF8: the declaration is not that of XML 1.0 in UTF-8"
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        yield "InvalidDoctype: a document type"
    declared = {found for _, found in ET.iterparse(BytesIO(data), events=("start-ns",))}
    for prefix, uri in declared - PREFIXES.get(kind, set()):
        yield f"AvoidNamespacePrefix, NonstdPrefix or UnknownNamespace: {prefix} for {uri}"
    for element in ET.fromstring(data).iter():
        for words in (element.text or "", element.tail or "", *element.attrib.values()):
            if re.search("[\x80-\x9f\ufffd]", words):
                yield f"BadCharacters: in {element.tag}"
        if not (len(element) or (element.text or "").strip() or element.attrib or _name(element) == "br"):
            yield f"NotBlank: {element.tag}"


def _opml(root: ET.Element) -> Iterator[str]:
    if root.get("version") != "2.0":
        yield "InvalidOPMLVersion"
    if root.find("head") is None or root.find("body/outline") is None:
        yield "MissingElement: head, or a body with an outline"
    for outline in root.iter("outline"):
        for name, rule in (
            ("text", "MissingAttribute"),
            ("title", "MissingTitleAttr"),
            ("xmlUrl", "MissingXmlURL"),
        ):
            if not outline.get(name):
                yield f"{rule}: {name}"
        for name in ("xmlUrl", "htmlUrl"):
            if not URI.fullmatch(outline.get(name, "")):
                yield f"InvalidFullLink: {name}"
        if not outline.get("type"):
            yield "MissingOutlineType"


def _name(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{XHTML}}}").removeprefix(f"{{{MATHML}}}")


class _Judge:
    def __init__(self, data: bytes, address: str, now: datetime, kind: str) -> None:
        self.address = address
        self.latest = now + timedelta(minutes=10)
        self.atom = kind == "feed"
        # What follows the Profile, in which no words are HTML, is not suspected of being HTML.
        self.profile = b"&#x" in data and b"&amp;" not in data and b"&lt;" not in data

    def feed(self, root: ET.Element) -> Iterator[str]:
        if self.atom:
            yield from self.known(root, "feed", {LANG})
            if not LANGUAGE.fullmatch(root.get(LANG, "")):
                yield "MissingDCLanguage or InvalidLanguage: xml:lang"
            yield from self.parts(root, root.findall(f"{{{ATOM}}}entry"), "entry", f"{{{ATOM}}}")
            return
        if root.get("version") != "2.0" or len(root) != 1:
            yield "InvalidRSSVersion"
        channel = root[0]
        yield from self.known(channel, "channel", set())
        if not LANGUAGE.fullmatch(channel.findtext("language", "")):
            yield "InvalidLanguage: language"
        yield from self.parts(channel, channel.findall("item"), "item", "")

    def parts(self, head: ET.Element, items: list[ET.Element], kind: str, space: str) -> Iterator[str]:
        tags = [child.tag for child in head]
        first = tags.index(space + kind) if items else len(tags)
        if set(tags[first:]) - {space + kind}:
            yield "MisplacedItem or MisplacedMetadata"
        yield from self.links(head, "")
        own = [link.get("href", "") for link in head.findall(LINK) if link.get("rel") == "self"]
        if not own:
            yield "MissingSelf or MissingAtomSelfLink"
        for href in own:
            if not urlsplit(href).netloc:
                yield f"RelativeSelf: {href}"
            if href != self.address:
                yield f"SelfDoesntMatchLocation: {href}"
        for item in items:
            yield from self.known(item, kind, set())
            if self.atom:
                yield from self.links(item, "alternate")
        ids = Counter(item.findtext(f"{space}{'id' if self.atom else 'guid'}") for item in items)
        yield from (f"DuplicateEntries or DuplicateValue: {key}" for key, n in ids.items() if n > 1)
        if self.atom:
            times = Counter(item.findtext(f"{space}updated") for item in items)
            yield from (f"DuplicateUpdated: {time}" for time, n in times.items() if n > 1)

    def known(self, parent: ET.Element, kind: str, attributes: set[str]) -> Iterator[str]:
        """The children of a channel, an item, a feed or an entry: which, how often, and what is in them."""
        if set(parent.attrib) - attributes:
            yield f"UnexpectedAttribute: {kind} {parent.attrib}"
        names = [child.tag.removeprefix(f"{{{ATOM}}}") if self.atom else child.tag for child in parent]
        yield from (f"UndefinedElement: {kind}/{name}" for name in set(names) - ONCE[kind] - MANY[kind])
        yield from (f"DuplicateElement: {kind}/{n}" for n in ONCE[kind] if names.count(n) > 1)
        yield from (f"{rule}: {kind}/{name}" for name, rule in NEEDED[kind].items() if name not in names)
        if ENCODED in names and "description" not in names[: names.index(ENCODED)]:
            yield "NeedDescriptionBeforeContent"
        for name, child in zip(names, parent, strict=True):
            yield from (f"{said} (in {kind}/{name})" for said in self.child(kind, name, child))

    def child(self, kind: str, name: str, child: ET.Element) -> Iterator[str]:
        if name in ("item", "entry", LINK) or (self.atom and name == "link"):
            return
        allowed = {"guid": {"isPermaLink"}, "category": {"term"} if self.atom else set()}
        allowed |= dict.fromkeys(
            ("title", "subtitle", "summary", "content"), {"type"} if self.atom else set()
        )
        if set(child.attrib) - allowed.get(name, set()):
            yield f"UnexpectedAttribute: {child.attrib}"
        if name == "content":
            yield from self.xhtml(child)
        elif len(child) and name != "author":
            yield "UndefinedElement: an element in words"
        yield from self.value(kind, name, child)

    def value(self, kind: str, name: str, child: ET.Element) -> Iterator[str]:
        value = child.text or ""
        if name in ("pubDate", "lastBuildDate", "published", "updated"):
            yield from self.date(value)
        elif name in ("id", "guid"):
            yield from self.id(name, child)
        elif name == "link":
            yield from () if URI.fullmatch(value) else [f"InvalidFullLink: {value}"]
        elif name == "author":
            yield from self.author(child)
        elif child.get("type") == "html" or (name in ("description", ENCODED) and kind == "item"):
            yield from self.html(value)
        elif name not in (CREATOR, "content"):
            yield from self.words(value)

    def date(self, value: str) -> Iterator[str]:
        if self.atom:
            if not RFC3339.fullmatch(value):
                yield f"InvalidRFC3339Date: {value}"
                return
            when = datetime.fromisoformat(value)
        else:
            if not RFC822.fullmatch(value):
                yield f"InvalidRFC2822Date or ProblematicalRFC822Date: {value}"
                return
            when = parsedate_to_datetime(value)
            if format_datetime(when.astimezone(UTC), usegmt=True) != value:
                yield f"IncorrectDOW: {value}"
        if when.year < 1990 or when > self.latest:
            yield f"ImplausibleDate: {value}"

    def id(self, name: str, child: ET.Element) -> Iterator[str]:
        value = child.text or ""
        if value != value.strip():
            yield "UnexpectedWhitespace"
        if not TAG.fullmatch(value) or value != value.strip().replace("//", "/"):
            yield f"InvalidTAG or NonCanonicalURI: {value}"
        if name == "guid" and child.get("isPermaLink") != "false":
            yield "InvalidPermalink: a tag URI is no address"

    def author(self, child: ET.Element) -> Iterator[str]:
        names = child.findall(f"{{{ATOM}}}name")
        if len(names) != 1 or len(child) != 1:
            yield "MissingElement or UndefinedElement: an author has one name"
        for name in names:
            yield from self.words(name.text or "")

    def words(self, value: str) -> Iterator[str]:
        """Text, of which some readers and the validator fear that it is HTML."""
        for tag in re.findall(r"</(\w+)>", value):
            if tag.lower() in HTML_TAGS:
                yield f"ContainsHTML or ContainsUndeclaredHTML: </{tag}>"
        for entity in re.findall(r"&(#?\w+)", value):
            suspect = entity in name2codepoint or entity == "apos" or not entity.isalpha()
            if suspect and not self.profile:
                yield f"ContainsHTML: &{entity}"
        if not self.atom and re.search("&#[x0-9]|<[/a-zA-Z]", value) and not self.profile:
            yield "CharacterData"

    def html(self, value: str) -> Iterator[str]:
        """HTML that is well formed, does nothing, and has absolute links."""
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        try:
            tree = parser.parseFragment(value)
        except html5lib.html5parser.ParseError as error:
            yield f"NotHtml: {error}"
            return
        for element in tree.iter():
            if element.tag == "DOCUMENT_FRAGMENT":
                continue
            if element.tag not in HTML:
                yield f"SecurityRisk or NotHtml: <{element.tag}>"
            yield from self.attributes(element)

    def attributes(self, element: ET.Element) -> Iterator[str]:
        if set(element.attrib) - {"href"}:
            yield f"SecurityRiskAttr: {set(element.attrib)}"
        if not re.match(r"https?://[^/]", element.get("href", "https://none.example")):
            yield f"ContainsRelRef: {element.get('href')}"

    def xhtml(self, content: ET.Element) -> Iterator[str]:
        if content.get("type") != "xhtml" or (content.text or "").strip():
            yield "InvalidMIMEType or MissingXhtmlDiv"
        if [child.tag for child in content] != [f"{{{XHTML}}}div"]:
            yield "MissingXhtmlDiv"
        for element in content.iterfind("*//*"):
            space, _, name = element.tag.rpartition("}")
            if name not in {f"{{{XHTML}": HTML, f"{{{MATHML}": MATH}.get(space, ()):
                yield f"SecurityRisk, NotHtml or UndefinedElement: {element.tag}"
            if space == f"{{{XHTML}":
                yield from self.attributes(element)
            elif set(element.attrib) - MATH_ATTRIBUTES:
                yield f"SecurityRiskAttr: {name} {element.attrib}"
        if any(not len(div) and re.search(r"</\w+>", div.text or "") for div in content):
            yield "NotInline: HTML as text where XHTML was promised"

    def links(self, parent: ET.Element, rel: str) -> Iterator[str]:
        links = parent.findall(LINK)
        kinds = Counter((link.get("rel"), link.get("type")) for link in links)
        yield from (f"DuplicateAtomLink: {kind}" for kind, n in kinds.items() if n > 1)
        for link in links:
            if set(link.attrib) - {"rel", "href", "type"} or len(link) or (link.text or "").strip():
                yield "UnexpectedAttribute or AtomLinkNotEmpty"
            if link.get("rel") not in {"self", "hub", "alternate"} or (rel and link.get("rel") != rel):
                yield f"UnregisteredAtomLinkRel: {link.get('rel')}"
            if not URI.fullmatch(link.get("href", "")):
                yield f"MissingHref or InvalidIRI: {link.get('href')}"
            media = link.get("type", "a/b")
            if not MEDIA.fullmatch(media):
                yield f"InvalidMIMEType: {media}"
            if link.get("rel") == "self" and media != f"application/{'atom' if self.atom else 'rss'}+xml":
                yield f"SelfNotAtom: {media}"
