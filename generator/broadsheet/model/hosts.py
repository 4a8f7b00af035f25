"""Hosts of static sites: how much each takes, and the files by which a site tells it what to do.

Limits are those that the hosts publish for accounts that cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 2**20
NOJEKYLL = ".nojekyll"  # has GitHub publish names that begin with an underscore
CNAME = "CNAME"  # the domain of one's own
HEADERS = "_headers"
REDIRECTS = "_redirects"


@dataclass(frozen=True, slots=True)
class Host:
    """Host of a site: its name in settings, its title, its limits, and the files that it reads in a site.

    Of ``max_files``, ``max_bytes`` and ``max_file_bytes``, 0 means that no limit is known. A host that reads
    redirects takes ``max_redirects`` of them, in ``max_redirects_bytes``, and ``max_patterns`` beside, whose
    names stand for a part of what is between two slashes, and which go before files.
    """

    name: str
    title: str
    max_files: int = 0
    max_bytes: int = 0
    max_file_bytes: int = 0
    max_redirects: int = 0
    max_redirects_bytes: int = 0
    max_patterns: int = 0
    files: tuple[str, ...] = ()

    @property
    def limits_files(self) -> bool:
        """True where the host is known to take only so many files."""
        return self.max_files > 0


GITHUB_PAGES = Host(
    # https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
    name="github-pages",
    title="GitHub Pages",
    max_bytes=1_000_000_000,  # GitHub calls it 1 GB
    max_file_bytes=100 * MEBIBYTE,  # of a file that is pushed
    files=(NOJEKYLL, CNAME),
)
GITLAB_PAGES = Host(
    # https://docs.gitlab.com/user/gitlab_com/#gitlab-pages
    name="gitlab-pages",
    title="GitLab Pages",
    max_files=200_000,
    max_bytes=1_000_000_000,
    # https://docs.gitlab.com/user/project/pages/redirects/ (a file with more is not read at all)
    max_redirects=1000,
    max_redirects_bytes=64_000,
    files=(REDIRECTS,),
)
CLOUDFLARE_PAGES = Host(
    # https://developers.cloudflare.com/pages/platform/limits/
    name="cloudflare-pages",
    title="Cloudflare Pages",
    max_files=20_000,
    max_file_bytes=25 * MEBIBYTE,
    # https://developers.cloudflare.com/pages/configuration/redirects/
    max_redirects=2000,
    max_patterns=100,
    files=(HEADERS, REDIRECTS),
)
NETLIFY = Host(
    # https://docs.netlify.com/manage/routing/redirects/overview/ (more than 10,000 may fail to deploy)
    name="netlify",
    title="Netlify",
    max_redirects=10_000,
    files=(HEADERS, REDIRECTS),
)
S3 = Host(name="s3", title="S3")
NO_HOST = Host(name="none", title="a server of your own")
HOSTS = {host.name: host for host in (GITHUB_PAGES, GITLAB_PAGES, CLOUDFLARE_PAGES, NETLIFY, S3, NO_HOST)}
