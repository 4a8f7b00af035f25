"""Repositories of the Hugging Face Hub that belong to a paper: models, datasets and Spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from broadsheet.model.paper import Paper

HUB = "https://huggingface.co"
# An owner and a name, as the Hub takes them; never a path out of its place.
_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9_]|[.-](?![.-])){0,95}(?<![.-])"
_REPOSITORY = re.compile(rf"{_PART}/{_PART}", re.ASCII)


class Repository(NamedTuple):
    """A repository: its id (``owner/name``) and its address."""

    id: str
    address: str


class RepositoryKind(NamedTuple):
    """A kind of repository: the fields of a paper for those that are named and for the number of all, what
    readers call one, and where the Hub has them."""

    named: str
    counted: str
    noun: str
    folder: str


class Repositories(NamedTuple):
    """Repositories of one kind that belong to a paper: those that are named, and the number of all."""

    noun: str
    named: tuple[Repository, ...]
    total: int

    @property
    def unnamed(self) -> int:
        """The number of those that are not named."""
        return self.total - len(self.named)


KINDS = (
    RepositoryKind("models", "model_count", "model", ""),
    RepositoryKind("datasets", "dataset_count", "dataset", "datasets/"),
    RepositoryKind("spaces", "space_count", "Space", "spaces/"),
)


def is_repository(text: str) -> bool:
    """Return True if ``text`` is the id of a repository: ``owner/name``, of letters, digits, ``.-_``."""
    return bool(_REPOSITORY.fullmatch(text))


def repositories_of(paper: Paper) -> Iterator[Repositories]:
    """Yield the repositories of a paper, kind by kind; kinds without any are left out."""
    for kind in KINDS:
        ids: Iterable[str] = getattr(paper, kind.named)
        named = tuple([Repository(name, f"{HUB}/{kind.folder}{name}") for name in ids])
        total = max(getattr(paper, kind.counted) or 0, len(named))
        if total:
            yield Repositories(kind.noun, named, total)


def paper_page(arxiv: str) -> str:
    """Return the address of a paper's page at the Hub, where all of its repositories are listed."""
    return f"{HUB}/papers/{arxiv}"
