"""Where readers propose and correct papers, as ``mkdocs.yml`` and ``site.yaml`` say."""

from __future__ import annotations

import re

from broadsheet.model.site import Community
from broadsheet.settings.fields import Fields
from broadsheet.settings.repository import find_issues
from broadsheet.text.plain import shorten

# The same that subscribing by mail asks for: nothing in it has to be escaped in an address.
E_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_ABOUT = "how readers propose and correct papers"
_FORMS_ABOUT = "whether pages link to the forms: at GitHub where `repo_url` is there, or else by `email`"
_EMAIL_ABOUT = "the address to which forms are mailed where the repository is not at GitHub"
_LONGEST_SHOWN = 60


def read_community(ours: Fields, repository: str) -> Community:
    """Return where readers propose and correct, on a site with a repository at that address."""
    keys = ours.inside("community", about=_ABOUT)
    has_forms = keys.flag("forms", True, about=_FORMS_ABOUT)
    email = keys.text("email", about=_EMAIL_ABOUT)
    if email and not E_MAIL.fullmatch(email):
        keys.wrong(f"must be an e-mail address, not {shorten(repr(email), _LONGEST_SHOWN)}", "email")
    keys.close()
    return Community(find_issues(repository), email, has_forms)
