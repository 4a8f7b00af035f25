"""The repository that holds a site, as ``repo_url`` and ``edit_uri`` of ``mkdocs.yml`` say it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from broadsheet.model.site import Repository
from broadsheet.settings.fields import Fields
from broadsheet.text.plain import is_web_address

# Owner and name of a repository at GitHub; owners whose accounts a company manages have an underscore.
GITHUB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}/[A-Za-z0-9._-]{1,100}", re.ASCII)


class _Host(NamedTuple):
    """Kind of host: where its web editor is, on the branch ``main``, and its key for a new file's name.

    ``has_forms``: its issues begin with forms that an address fills in.
    """

    edit_uri: str
    name_key: str
    has_forms: bool = False


# By a part of the host's name. https://docs.github.com/en/repositories/working-with-files,
# https://docs.gitlab.com/user/project/repository/web_editor/
_HOSTS = {
    "github": _Host("edit/main/", "filename", has_forms=True),
    "gitlab": _Host("-/edit/main/", "file_name"),
}
_NO_HOST = _Host("", "")
_EDIT_URI_ABOUT = "from `repo_url` to the folder of `mkdocs.yml` in the host's editor; empty for no links"


def read_address(mkdocs: Fields) -> str:
    """Return the address of a site's repository, without a slash at its end; empty where nothing says it."""
    return mkdocs.address("repo_url", about="the site's repository; pages link to its editor").rstrip("/")


def find_issues(address: str) -> str:
    """Return where a host with forms keeps the issues of a repository; empty for any other."""
    if _find_host(address).has_forms:
        return f"{address}/issues"
    return ""


def read_repository(mkdocs: Fields, address: str) -> Repository | None:
    """Return where the files of a site, whose repository is at ``address``, are edited on the web.

    It is None where nothing says so. ``edit_uri`` leads from ``repo_url`` to the folder of ``mkdocs.yml`` in
    the host's web editor; without it, that is the root of the branch ``main``.
    """
    given = mkdocs.either("edit_uri", "text", about=_EDIT_URI_ABOUT)
    if not address:
        return None
    host = _find_host(address)
    edit_uri = host.edit_uri if given is None else given
    if not isinstance(edit_uri, str) or not edit_uri or edit_uri[0] in "?#":
        return None
    base = edit_uri if is_web_address(edit_uri) else f"{address}/{edit_uri.lstrip('/')}"
    edit = base.rstrip("/") + "/"
    before, found, after = edit.partition("/edit/")
    if not found or not host.name_key:
        return Repository(edit)
    return Repository(edit, f"{before}/new/{after}", host.name_key)


def _find_host(address: str) -> _Host:
    name = urlsplit(address).netloc.lower()
    for part, host in _HOSTS.items():
        if part in name:
            return host
    return _NO_HOST
