"""Encodings of XML: what the header of an answer says of it counts (RFC 7303)."""

from __future__ import annotations

from datetime import date

import pytest

from broadsheet.fetching.sources import feed
from broadsheet.model.site import SourceConfig

TODAY = date(2026, 5, 29)
SOURCE = SourceConfig("stones", "feed", "Stones", "https://stones.example/feed")


def document(title: str, encoding: str, declared: str = "") -> bytes:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    items = f"<item><title>{title}</title><guid>1</guid></item>"
    return f'{declaration}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode(
        encoding
    )


@pytest.mark.parametrize(
    ("content_type", "encoding", "declared", "title"),
    [
        ("text/xml; charset=windows-1251", "windows-1251", "", "Камни"),
        ('application/rss+xml; charset="WINDOWS-1251"', "windows-1251", "utf-8", "Камни"),
        ("application/xml;charset=koi8-r", "koi8-r", "windows-1251", "Камни"),
        ("text/xml; charset=shift_jis", "shift_jis", "", "石の数"),
        ("text/xml; charset=gb18030", "gb18030", "gb2312", "石头"),
        ("text/xml; charset=iso-8859-1", "iso-8859-1", "", "Kieselgröße"),
        ("text/xml; charset=iso-8859-1", "utf-8", "utf-8", "Kieselgröße"),  # a server that is ill-configured
        ("text/xml; charset=us-ascii", "utf-8", "", "Kieselgröße"),
        ("text/xml; charset=utf-8", "utf-8", "iso-8859-1", "Kieselgröße"),
        ("text/xml; charset=windows-1251", "utf-8-sig", "", "Камни"),  # the mark counts before the header
        ("text/xml", "windows-1251", "windows-1251", "Камни"),
        ("text/xml; charset=no-such-thing", "utf-8", "utf-8", "Kieselgröße"),
        ("text/xml; charset=punycode", "windows-1251", "windows-1251", "Камни"),
        ("text/xml; charset=", "utf-8", "", "Kieselgröße"),
        ("nonsense;;charset", "utf-8", "", "Kieselgröße"),
        ("", "utf-8", "", "Kieselgröße"),
    ],
)
def test_the_encoding_that_the_header_names_counts(answers, content_type, encoding, declared, title):
    answers.give(body=document(title, encoding, declared), content_type=content_type)
    [batch] = feed.fetch(answers.web(), SOURCE, [TODAY], TODAY)
    assert batch.failed == ""
    assert [paper.title for paper in batch.papers] == [title]


def test_the_shared_case_is_russian(answers, recorded):
    file = recorded / "cases" / "rss-enc-1251-header.xml"
    content_type = file.with_name(f"{file.name}.hdr").read_text("utf-8").strip()
    answers.give(body=file.read_bytes(), content_type=content_type)
    days = [date(2026, 5, 25)]
    [batch] = feed.fetch(answers.web(), SOURCE, days, TODAY)
    [paper] = batch.papers
    assert paper.title.startswith("Камни")
