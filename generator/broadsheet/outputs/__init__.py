"""What a library is turned into; each output is ``(Library) -> Iterable[OutFile]``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from broadsheet.cache.kept_values import KeptValue
from broadsheet.disk.tree import OutFile
from broadsheet.library.library import Library
from broadsheet.outputs.api import api
from broadsheet.outputs.cards.cards import cards, draw_ahead
from broadsheet.outputs.cards.typeface import with_possible_cards
from broadsheet.outputs.citations.files import citations
from broadsheet.outputs.epub.books import books
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.host_files import host_files
from broadsheet.outputs.markdown_copies import markdown_copies
from broadsheet.outputs.offline import offline
from broadsheet.outputs.pages.pages import pages
from broadsheet.outputs.pages.search import indexing_beside, meaning, search, search_index
from broadsheet.outputs.pages.status import status
from broadsheet.outputs.pages.subscribe import subscribe
from broadsheet.outputs.pages.trends import trends
from broadsheet.outputs.workspace import Workspace

Output = Callable[[Library], Iterable[OutFile]]


def without_the_impossible(library: Library) -> Library:
    """Return the library without what cannot be made here: social cards, where their typeface is missing."""
    return replace(library, site=with_possible_cards(library.site))


def with_learnt(library: Library, workspace: Workspace) -> Library:
    """Return the library with what is learnt from its papers; what needs none of that is made beside."""
    with workspace.learning_beside() as has_time:
        if has_time:
            # Cards first: learning holds most memory at its beginning, and the index more than cards.
            draw_ahead(library, workspace.blobs("cards"))
            with indexing_beside(library, workspace):
                pass  # in a process of its own: this one would hold on to most of the memory that it takes
            workspace.lay_out_maps()
    with indexing_beside(library, workspace):
        learnt = workspace.learnt
    return library.with_related(learnt.related).with_maps(learnt.maps)


def outputs(workspace: Workspace) -> Mapping[str, tuple[Output, ...]]:
    """Return every output, by the folder below ``build/`` that its files go to.

    ``docs`` is the tree that MkDocs renders. What is in ``twins`` goes into the site as it is: Markdown, of
    which MkDocs would make pages, and files of the host, of which it leaves out those with a dot. A new
    output is a function and a line here.
    """
    return {
        "docs": (
            partial(search_index, workspace=workspace),
            partial(meaning, workspace=workspace),
            pages,
            search,
            trends,
            partial(status, near_titles=KeptValue(workspace.blobs("titles"), "near")),
            feeds,
            citations,
            books,
            api,
            subscribe,
            offline,
            partial(cards, cache=workspace.blobs("cards")),
        ),
        "twins": (markdown_copies, partial(host_files, root=workspace.root)),
    }
