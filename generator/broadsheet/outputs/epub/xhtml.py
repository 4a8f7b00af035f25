"""Pages of a book as XHTML, with formulas as MathML.

Elements carry their names without prefixes, and the root of each language its namespace as an attribute:
some e-readers know no other form.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from broadsheet.outputs.feeds.formats import MATHML, XHTML

EPUB = "http://www.idpf.org/2007/ops"
STYLE_SHEET = "style.css"
_PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'


def make_document(title: str, language: str) -> tuple[ET.Element, ET.Element]:
    """Return an empty page with a title, and its body."""
    names = {"xmlns": XHTML, "xmlns:epub": EPUB}
    languages = {"lang": language, "xml:lang": language}
    root = ET.Element("html", names | languages)
    head = ET.SubElement(root, "head")
    add_text(head, "title", title)
    ET.SubElement(head, "link", rel="stylesheet", type="text/css", href=STYLE_SHEET)
    body = ET.SubElement(root, "body")
    return root, body


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
    formula = document.find(".//math")
    return formula is not None


def write_document(document: ET.Element) -> bytes:
    """Return the bytes of a page."""
    markup = ET.tostring(document, encoding="unicode")
    page = f"{_PROLOGUE}{markup}\n"
    return page.encode()
