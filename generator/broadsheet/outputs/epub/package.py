"""Package of a book: its pages, the table of contents and the list of all files, in one archive.

The same pages make the same bytes: times are fixed, and files have one order.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from xml.etree import ElementTree as ET

from broadsheet.model.language.words import gettext as _
from broadsheet.outputs.epub.xhtml import STYLE_SHEET, add_text, has_formula, make_document, write_document

MEDIA_TYPE = "application/epub+zip"
_PAGE_TYPE = "application/xhtml+xml"
_OPF = "http://www.idpf.org/2007/opf"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_FOLDER = "EPUB/"
_PACKAGE_FILE = "package.opf"
_CONTENTS_FILE = "nav.xhtml"
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    f'<rootfile full-path="{_FOLDER}{_PACKAGE_FILE}" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>\n"
)
_STYLE = """\
body { margin: 0 5%; line-height: 1.5 }
h1 { font-size: 1.4em; line-height: 1.25; text-align: start; hyphens: none }
.by, .links, .small { font-size: 0.85em }
.sentence { font-style: italic }
nav ol { list-style: none; padding-inline-start: 1em }
nav li { margin: 0.4em 0 }
"""
_FIRST_TIME = (1980, 1, 1, 0, 0, 0)  # there is no earlier one in such an archive
_FILE_MODE = 0o644 << 16
_UNIX = 3


class Chapter(NamedTuple):
    """Page of a book: its file, its plain title and its document."""

    file_name: str
    title: str
    document: ET.Element


class Part(NamedTuple):
    """Chapters under a heading of the table of contents; without a heading they stand there by themselves."""

    heading: str
    chapters: tuple[Chapter, ...]


class Book(NamedTuple):
    """Book: ``address`` is its name for ever, ``modified`` the day of its last change."""

    address: str
    title: str
    creator: str
    language: str
    published: date
    modified: date
    parts: tuple[Part, ...]

    @property
    def chapters(self) -> Iterator[Chapter]:
        """All chapters in their order."""
        for part in self.parts:
            yield from part.chapters


def write_book(book: Book) -> bytes:
    """Return the archive of a book."""
    contents = _make_contents(book)
    files = [
        (_CONTENTS_FILE, write_document(contents)),
        (_PACKAGE_FILE, _write_package(book)),
        (STYLE_SHEET, _STYLE.encode()),
    ]
    for chapter in book.chapters:
        files.append((chapter.file_name, write_document(chapter.document)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # First and as it is, so that the kind of the file can be read from its first bytes.
        _add_file(archive, "mimetype", MEDIA_TYPE.encode(), zipfile.ZIP_STORED)
        _add_file(archive, "META-INF/container.xml", _CONTAINER.encode())
        for name, data in files:
            _add_file(archive, _FOLDER + name, data)
    return buffer.getvalue()


def _add_file(
    archive: zipfile.ZipFile, name: str, data: bytes, compression: int = zipfile.ZIP_DEFLATED
) -> None:
    entry = zipfile.ZipInfo(name, _FIRST_TIME)
    entry.compress_type = compression
    entry.create_system = _UNIX
    entry.external_attr = _FILE_MODE
    archive.writestr(entry, data)


def _make_contents(book: Book) -> ET.Element:
    document, body = make_document(book.title, book.language)
    nav = ET.SubElement(body, "nav", {"epub:type": "toc"})
    add_text(nav, "h1", _("Contents"))
    lines = ET.SubElement(nav, "ol")
    for part in book.parts:
        if part.heading:
            line = ET.SubElement(lines, "li")
            add_text(line, "span", part.heading)
            _add_links(ET.SubElement(line, "ol"), part.chapters)
        else:
            _add_links(lines, part.chapters)
    return document


def _add_links(lines: ET.Element, chapters: Sequence[Chapter]) -> None:
    for chapter in chapters:
        line = ET.SubElement(lines, "li")
        add_text(line, "a", chapter.title, href=chapter.file_name)


def _write_package(book: Book) -> bytes:
    package = ET.Element(
        "package",
        {"xmlns": _OPF, "version": "3.0", "unique-identifier": "id", "xml:lang": book.language},
    )
    package.append(_make_metadata(book))
    manifest = ET.SubElement(package, "manifest")
    spine = ET.SubElement(package, "spine")
    _add_item(manifest, "style", STYLE_SHEET, "text/css")
    _add_item(manifest, "nav", _CONTENTS_FILE, _PAGE_TYPE, properties="nav")
    for number, chapter in enumerate(book.chapters):
        key = f"c{number}"
        properties = {"properties": "mathml"} if has_formula(chapter.document) else {}
        _add_item(manifest, key, chapter.file_name, _PAGE_TYPE, **properties)
        ET.SubElement(spine, "itemref", idref=key)
        if number == 0:  # the title; the contents come next
            ET.SubElement(spine, "itemref", idref="nav")
    text = ET.tostring(package, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _make_metadata(book: Book) -> ET.Element:
    metadata = ET.Element("metadata", {"xmlns:dc": _DUBLIN_CORE})
    add_text(metadata, "dc:identifier", book.address, id="id")
    add_text(metadata, "dc:title", book.title)
    add_text(metadata, "dc:creator", book.creator)
    add_text(metadata, "dc:language", book.language)
    add_text(metadata, "dc:date", book.published.isoformat())
    modified = f"{book.modified.isoformat()}T00:00:00Z"
    add_text(metadata, "meta", modified, property="dcterms:modified")
    return metadata


def _add_item(manifest: ET.Element, key: str, file_name: str, media_type: str, **more: str) -> None:
    values = {"id": key, "href": file_name, "media-type": media_type}
    ET.SubElement(manifest, "item", values | more)
