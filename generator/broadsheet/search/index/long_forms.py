"""Matcher of long forms: finds where papers spell an acronym out, for all acronyms at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from broadsheet.search.index.arrays import Booleans, Numbers

# Of two words in a row one cheap look tells nearly always whether a long form begins with them: slots
# of a table, some 80 for each long form of 40,000 papers, and a factor that scatters pairs over it.
_TABLE_SIZE = 1 << 20
_SCATTER = 40_503
_ROOT = 0
# Words that are looked at in one go.
_BLOCK = 1 << 20


class LongForm(NamedTuple):
    """Long form of an acronym as the numbers of its terms, two at least, and the acronym's number."""

    terms: tuple[int, ...]
    acronym: int


class Occurrences(NamedTuple):
    """Occurrences of long forms, in no order: where each begins, and the number of its acronym."""

    starts: Numbers
    acronyms: Numbers


class LongFormTree(NamedTuple):
    """Tree of long forms: each branch is one more term, and at some nodes long forms end.

    A branch is the number ``node * width + term``. ``branches`` are sorted, so that numpy follows
    them from many nodes at once, and ``nodes`` says where each of them leads. At a node
    ``acronym_counts`` long forms end; their ``acronyms`` begin at its place in ``first_acronyms``.
    ``may_begin`` is the table of the pairs of terms with which a long form may begin.
    """

    width: int
    branches: Numbers
    nodes: Numbers
    acronyms: Numbers
    acronym_counts: Numbers
    first_acronyms: Numbers
    may_begin: Booleans

    @classmethod
    def of(cls, long_forms: Iterable[LongForm], max_term: int) -> LongFormTree:
        """Return the tree of ``long_forms``, whose terms are numbers from 1 to ``max_term``."""
        width = max_term + 1
        node_of_branch: dict[int, int] = {}
        endings: list[tuple[int, int]] = []
        may_begin = np.zeros(_TABLE_SIZE, np.bool_)
        for terms, acronym in long_forms:
            first, second, *_ = terms
            slot = first * _SCATTER + second
            may_begin[slot % _TABLE_SIZE] = True
            node = _ROOT
            for term in terms:
                branch = node * width + term
                next_node = len(node_of_branch) + 1
                node = node_of_branch.setdefault(branch, next_node)
            endings.append((node, acronym))
        branches = np.fromiter(node_of_branch, np.int64)
        order = np.argsort(branches)
        endings.sort()
        table = np.array(endings, np.int64).reshape(-1, 2)
        ending_nodes, acronyms = table.T
        counts = np.bincount(ending_nodes, minlength=len(branches) + 1)
        return cls(
            width=width,
            branches=branches[order],
            nodes=order + 1,
            acronyms=acronyms,
            acronym_counts=counts,
            first_acronyms=np.cumsum(counts) - counts,
            may_begin=may_begin,
        )

    def find(self, words: Numbers) -> Occurrences:
        """Return all occurrences of long forms in ``words``.

        Words are numbers of terms; 0 stands at the end of each text, and so at the end of all.
        """
        starts = self._likely_starts(words)
        nodes = np.full(len(starts), _ROOT)
        starts_found = [starts[:0]]
        acronyms_found = [self.acronyms[:0]]
        depth = 0
        while len(starts):
            next_words = words[starts + depth]
            starts, nodes = self._follow(starts, nodes, next_words)
            complete = self._endings(starts, nodes)
            starts_found.append(complete.starts)
            acronyms_found.append(complete.acronyms)
            depth += 1
        return Occurrences(np.concatenate(starts_found), np.concatenate(acronyms_found))

    def _likely_starts(self, words: Numbers) -> Numbers:
        """Return where pairs of words stand with which a long form may begin; few others are among them."""
        likely = [np.zeros(0, np.int64)]
        for start in range(0, len(words), _BLOCK):
            terms = words[start : start + _BLOCK + 1].astype(np.uint32)
            slots = terms[:-1] * np.uint32(_SCATTER)
            slots += terms[1:]
            slots %= np.uint32(_TABLE_SIZE)
            places = np.flatnonzero(self.may_begin[slots])
            likely.append(places + start)
        return np.concatenate(likely)

    def _follow(self, starts: Numbers, nodes: Numbers, words: Numbers) -> tuple[Numbers, Numbers]:
        """Return the starts from whose nodes a branch leads on with their word, and the next nodes."""
        wanted = nodes * self.width + words
        places = np.searchsorted(self.branches, wanted)
        last = len(self.branches) - 1
        places = np.minimum(places, last)
        exists = self.branches[places] == wanted
        return starts[exists], self.nodes[places[exists]]

    def _endings(self, starts: Numbers, nodes: Numbers) -> Occurrences:
        """Return each of ``starts`` once for each long form that ends at its node."""
        counts = self.acronym_counts[nodes]
        firsts = self.first_acronyms[nodes]
        # The first place of each start among all that are returned.
        offsets = np.cumsum(counts) - counts
        shifts = np.repeat(firsts - offsets, counts)
        places = np.arange(len(shifts)) + shifts
        return Occurrences(np.repeat(starts, counts), self.acronyms[places])
