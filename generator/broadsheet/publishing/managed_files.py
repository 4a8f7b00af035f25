"""Files of a site that are ours to keep up to date: workflow, scripts, forms and pins, by host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broadsheet.model.forms import FOLDER as FORMS_FOLDER
from broadsheet.model.forms import FORMS
from broadsheet.model.hosts import CLOUDFLARE_PAGES, GITHUB_PAGES, GITLAB_PAGES, NETLIFY, NO_HOST, S3, Host
from broadsheet.publishing.templates import fill_template, read_template

FOLDER = ".broadsheet"
_WORKFLOW = ".github/workflows/publish.yml"
_ANNOUNCE = ".github/workflows/announce.yml"
_COMMUNITY = ".github/workflows/community.yml"
_DEPENDABOT = ".github/dependabot.yml"
_FETCH = "hosts/publish-fetch.yml"
_INSTALL = {f"{FOLDER}/install.sh": ("scripts/install.sh",)}
_PUSH = {f"{FOLDER}/push-content.sh": ("scripts/push-content.sh",)}
_BUILD = {f"{FOLDER}/build.sh": ("scripts/build.sh",), ".python-version": ("hosts/python-version",)}
_FORMS = {
    f"{FORMS_FOLDER}/{name}": (f"forms/{name}",)
    for name in (*[form.template for form in FORMS], "config.yml")
}
_GITHUB = {
    _ANNOUNCE: ("hosts/announce.yml",),
    _DEPENDABOT: ("hosts/dependabot.yml",),
    f"{FOLDER}/hand_over.py": ("scripts/hand_over.py",),
    f"{FOLDER}/plan-run.sh": ("scripts/plan-run.sh",),
    f"{FOLDER}/propose.sh": ("scripts/propose.sh",),
    _COMMUNITY: ("hosts/community.yml",),
    **_INSTALL,
    **_PUSH,
    **_FORMS,
}
_COMMON = {".gitignore": ("site/gitignore",)}


@dataclass(frozen=True, slots=True)
class _HostFiles:
    """Files that a host needs: by their paths, the templates that each is made of, one after the other."""

    host: Host
    files: Mapping[str, tuple[str, ...]]


def _with_workflow(tail: str, more: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the files of a host whose site GitHub fetches: the workflow's common head and its ``tail``."""
    return {_WORKFLOW: (_FETCH, f"hosts/publish-{tail}.yml"), **_GITHUB, **more}


_BY_HOST = {
    files.host: {**files.files, **_COMMON}
    for files in (
        _HostFiles(GITHUB_PAGES, _with_workflow("github-pages", {})),
        _HostFiles(
            GITLAB_PAGES,
            {
                ".gitlab-ci.yml": ("hosts/gitlab-ci.yml",),
                f"{FOLDER}/gitlab.sh": ("scripts/gitlab.sh",),
                **_INSTALL,
                **_PUSH,
            },
        ),
        _HostFiles(
            CLOUDFLARE_PAGES,
            _with_workflow("elsewhere", {"wrangler.toml": ("hosts/wrangler.toml",), **_BUILD}),
        ),
        _HostFiles(NETLIFY, _with_workflow("elsewhere", {"netlify.toml": ("hosts/netlify.toml",), **_BUILD})),
        _HostFiles(S3, _with_workflow("s3", {f"{FOLDER}/deploy.sh": ("scripts/deploy-s3.sh",)})),
        _HostFiles(NO_HOST, _with_workflow("none", {f"{FOLDER}/deploy.sh": ("scripts/deploy-none.sh",)})),
    )
}


def managed_files(host: Host, slug: str) -> dict[str, bytes]:
    """Return the files of a site at a host by their paths; ``slug`` is what the host calls the project."""
    made: dict[str, bytes] = {}
    for path, templates in _BY_HOST[host].items():
        texts: list[str] = []
        for template in templates:
            texts.append(fill_template(template, {"SLUG": slug}))
        made[path] = "".join(texts).encode()
    return made


def publishing_steps(host: Host) -> str:
    """Return in Markdown what a person has to do once to publish at a host."""
    return read_template(f"hosts/steps-{host.name}.md").strip()
