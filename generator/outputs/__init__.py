"""What a library is turned into; each output is ``(Library) -> Iterable[OutFile]``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from generator.library import Library
from generator.outputs.api import api
from generator.outputs.cards import cards
from generator.outputs.citations import citations
from generator.outputs.feeds import feeds
from generator.outputs.pages import pages
from generator.outputs.search import meaning, search, search_index
from generator.outputs.status import status
from generator.outputs.subscribe import subscribe
from generator.outputs.trends import trends
from generator.outputs.twins import twins
from generator.outputs.workspace import Workspace
from generator.tree import OutFile

Output = Callable[[Library], Iterable[OutFile]]


def outputs(workspace: Workspace) -> Mapping[str, tuple[Output, ...]]:
    """Return every output, by the folder below ``build/`` that its files go to.

    ``docs`` is the tree that MkDocs renders. What is in ``twins`` goes into the site as it is: it is
    Markdown, and MkDocs would make pages of it. A new output is a function and a line here.
    """
    return {
        "docs": (
            partial(search_index, workspace=workspace),
            partial(meaning, workspace=workspace),
            pages,
            search,
            trends,
            status,
            feeds,
            citations,
            api,
            subscribe,
            partial(cards, shelf=workspace.shelf("cards")),
        ),
        "twins": (twins,),
    }
