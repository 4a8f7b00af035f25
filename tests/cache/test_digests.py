"""Digests: equal for equal contents, and for no others."""

from __future__ import annotations

import re

from broadsheet.cache.digests import digest_of, digest_of_pieces, digest_of_text


def test_a_digest_tells_bytes_from_others_and_is_the_same_in_every_run() -> None:
    assert digest_of(b"") == "3345524abf6bbe1809449224b5972c41790b6cf2"
    assert digest_of(b"words") == digest_of_text("words") != digest_of(b"word")
    assert re.fullmatch("[0-9a-f]{40}", digest_of(b"words"))


def test_a_text_that_utf_8_cannot_write_has_a_digest() -> None:
    assert digest_of_text("\ud800") != digest_of_text("\ud801")


def test_it_counts_where_one_piece_ends_and_the_next_begins() -> None:
    cuts = ((b"ab", b"c"), (b"a", b"bc"), (b"abc",), (b"abc", b""), (b"c", b"ab"))
    assert len({digest_of_pieces(*pieces) for pieces in cuts}) == len(cuts)
    assert digest_of_pieces(b"ab", b"c") == digest_of_pieces(b"ab", b"c")
