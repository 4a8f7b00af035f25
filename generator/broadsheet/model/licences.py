"""Licences of papers: their addresses as one spells them, and what they are called."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

_CREATIVE_COMMONS = "creativecommons.org"
# https://creativecommons.org/licenses/by-nc-sa/4.0/, and what stands for a licence where rights are given up.
_LICENCE_PATH = re.compile(r"/licenses/(by(?:-nc)?(?:-nd|-sa)?)/([1-4]\.[0-9])(?:/.*)?", re.ASCII)
_ZERO_PATH = re.compile(r"/publicdomain/(zero|mark)/(1\.0)(?:/.*)?", re.ASCII)
_ZERO_NAMES = {"zero": "CC0", "mark": "Public Domain Mark"}
# arXiv's own: it may show the paper, and nobody else has any right.
_ARXIV = "arxiv.org"
_ARXIV_PATH = re.compile(r"/licenses/nonexclusive-distrib/(1\.0)(?:/.*)?", re.ASCII)
# How bioRxiv's API writes them: cc_by_nc_nd; the version is that of the server's own page on licences.
_UNDERSCORED = re.compile(r"cc_(by(?:_nc)?(?:_nd|_sa)?)", re.ASCII)


def licence_address(text: str) -> str:
    """Return the address of a licence that is known, in one spelling; empty for any other, and for none."""
    parts = _split(text)
    if parts is None:
        return ""
    host, path = parts
    licence = _LICENCE_PATH.fullmatch(path)
    zero = _ZERO_PATH.fullmatch(path)
    own = _ARXIV_PATH.fullmatch(path)
    if host == _CREATIVE_COMMONS and licence:
        return f"https://{host}/licenses/{licence[1]}/{licence[2]}/"
    if host == _CREATIVE_COMMONS and zero:
        return f"https://{host}/publicdomain/{zero[1]}/{zero[2]}/"
    if host == _ARXIV and own:
        return f"https://{host}/licenses/nonexclusive-distrib/{own[1]}/"
    return ""


def underscored_licence(text: str) -> str:
    """Return the address of a licence that bioRxiv names (``cc_by_nc``); empty where it names none."""
    name = text.strip().lower()
    if name == "cc0":
        return f"https://{_CREATIVE_COMMONS}/publicdomain/zero/1.0/"
    licence = _UNDERSCORED.fullmatch(name)
    if licence is None:
        return ""
    kind = licence[1].replace("_", "-")
    return f"https://{_CREATIVE_COMMONS}/licenses/{kind}/4.0/"


@lru_cache(maxsize=256)  # a build asks for every paper, and there are some twenty licences
def licence_name(address: str) -> str:
    """Return what the licence at an address is called (``CC BY 4.0``); empty where that is not known."""
    parts = _split(address)
    if parts is None or not licence_address(address):
        return ""
    _, path = parts
    licence = _LICENCE_PATH.fullmatch(path)
    if licence:
        return f"CC {licence[1].upper()} {licence[2]}"
    zero = _ZERO_PATH.fullmatch(path)
    if zero:
        return f"{_ZERO_NAMES[zero[1]]} {zero[2]}"
    return "arXiv’s non-exclusive licence"


def _split(address: str) -> tuple[str, str] | None:
    """Return host and path of an address of the web; None where it is none."""
    try:
        parts = urlsplit(address.strip().lower())
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    path = f"{parts.path.rstrip('/')}/"
    return host.removeprefix("www."), path
