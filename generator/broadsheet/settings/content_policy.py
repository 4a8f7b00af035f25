"""Settings of the Content-Security-Policy: ``csp`` in ``site.yaml``, and what ``mkdocs.yml`` loads."""

from __future__ import annotations

import re

from broadsheet.model.site import ContentPolicy
from broadsheet.settings.fields import Fields
from broadsheet.settings.mkdocs import read_custom_dir
from broadsheet.text.plain import shorten

_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?", re.ASCII)
_HASH = re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}", re.ASCII)

_HASH_EXAMPLE = "a hash such as sha256-… that a browser's console names"
_CSP_ABOUT = "what pages may load and run beside their own; `false`: anything"
_ORIGINS_ABOUT = "origins that may give scripts, styles and frames, and be sent forms and requests"
_HASHES_ABOUT = "hashes of scripts in your words, or of those that Jinja writes"


def read_content_policy(mkdocs: Fields, ours: Fields) -> ContentPolicy | None:
    """Return what pages may load and run beside the site's own files; None where ``csp`` is false."""
    given = ours.either("csp", "true or false")
    if given is False:
        return None
    csp = Fields("", None, []) if given is True else ours.inside("csp", about=_CSP_ABOUT)
    policy = ContentPolicy(
        scripts=_addresses(mkdocs, "extra_javascript", "scripts that every page loads"),
        styles=_addresses(mkdocs, "extra_css", "styles that every page loads"),
        origins=_fitting(csp, "origins", _ORIGIN, "an origin such as https://giscus.app", _ORIGINS_ABOUT),
        hashes=_fitting(csp, "hashes", _HASH, _HASH_EXAMPLE, _HASHES_ABOUT),
        overrides=read_custom_dir(mkdocs),
    )
    csp.close()
    return policy


def _addresses(mkdocs: Fields, key: str, about: str) -> tuple[str, ...]:
    """Return the addresses of a list of MkDocs, which are texts or mappings with a ``path``."""
    given = mkdocs.either(key, "list", about=about)
    addresses: list[str] = []
    for item in given if isinstance(given, list) else ():
        address = item.get("path") if isinstance(item, dict) else item
        if isinstance(address, str):
            addresses.append(address)
    return tuple(addresses)


def _fitting(csp: Fields, key: str, pattern: re.Pattern[str], what: str, about: str) -> tuple[str, ...]:
    """Return a list of texts that all fit a pattern; none where one does not, which is named."""
    texts = csp.texts(key, about=about)
    for text in texts:
        if not pattern.fullmatch(text):
            csp.wrong(f"each must be {what}, not {shorten(repr(text), 60)}", key)
            return ()
    return texts
