"""Pages of a book as XHTML, with formulas as MathML.

Elements carry their names without prefixes, and the root of each language its namespace as an attribute:
some e-readers know no other form.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from broadsheet.outputs.feeds.formats import MATHML, XHTML

EPUB = "http://www.idpf.org/2007/ops"
STYLE_SHEET = "style.css"


def make_document(title: str, language: str) -> tuple[ET.Element, ET.Element]:
    """Return an empty page with a title, and its body."""
    root = ET.Element("html", {"xmlns": XHTML, "xmlns:epub": EPUB, "lang": language, "xml:lang": language})
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = title
    ET.SubElement(head, "link", rel="stylesheet", type="text/css", href=STYLE_SHEET)
    return root, ET.SubElement(root, "body")


def add_text(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    """Add an element with plain text, whatever its letters mean to XML."""
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def add_markup(parent: ET.Element, tag: str, markup: str, **attributes: str) -> ET.Element:
    """Add an element with markup of ours, as pages show titles and abstracts."""
    element = ET.fromstring(f"<{tag}>{markup}</{tag}>")
    element.attrib.update(attributes)
    for formula in element.iter("math"):
        formula.set("xmlns", MATHML)
    parent.append(element)
    return element


def has_formula(document: ET.Element) -> bool:
    """Return True for a page with a formula, which the list of a book's files has to say."""
    return document.find(".//math") is not None


def write_document(document: ET.Element) -> bytes:
    """Return the bytes of a page."""
    markup = ET.tostring(document, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{markup}\n'.encode()
