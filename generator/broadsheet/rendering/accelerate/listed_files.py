"""MkDocs's list of files, of which pages can be hidden from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mkdocs.structure.files import File, Files, InclusionLevel


class ListedFiles(Files):
    """MkDocs's files, of which pages can be hidden: links to them are still good.

    ``alone``: all are as MkDocs found them. While they are ``unseen``, it finds the pages of the
    navigation by their names, and no other. A static file for which ``is_left`` returns True is not
    copied; ``left`` has the paths in the site of those files.
    """

    def __init__(self, files: Files, alone: bool, unseen: bool) -> None:
        super().__init__(files)
        self.alone = alone
        self.unseen = unseen
        self.hidden: frozenset[str] = frozenset()
        self.is_left: Callable[[File], bool] | None = None
        self.left: list[str] = []
        self._pages: dict[object, Sequence[File]] = {}  # listed once, for MkDocs asks often

    def append(self, file: File) -> None:
        """Add a file."""
        self._pages.clear()
        super().append(file)

    def remove(self, file: File) -> None:
        """Remove a file."""
        self._pages.clear()
        super().remove(file)

    def documentation_pages(
        self, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """Return the pages that MkDocs has to make."""
        if self.unseen:
            return []
        return [file for file in self.all_pages(inclusion) if file.src_uri not in self.hidden]

    def all_pages(
        self, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """Return all pages, hidden ones too."""
        if inclusion not in self._pages:
            self._pages[inclusion] = super().documentation_pages(inclusion=inclusion)
        return self._pages[inclusion]

    def copy_static_files(
        self,
        dirty: bool = False,
        *,
        inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included,
    ) -> None:
        """Copy the static files that are not left to others, and note those that are."""
        for file in self:
            if file.is_documentation_page() or not inclusion(file.inclusion):
                continue
            if self.is_left and self.is_left(file):
                self.left.append(file.dest_uri)
            else:
                file.copy_file(dirty)
