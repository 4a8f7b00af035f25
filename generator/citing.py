"""Papers in the words of reference managers: BibTeX, RIS and CSL-JSON, each escaped for itself.

Everything here is a function of one paper, keys too, so that a paper is cited alike by its own
page, by every list that holds it, and after any build.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from generator import formula, tex
from generator.model import Paper
from generator.text import clean

ARXIV_DOI = "10.48550/arXiv."  # the prefix of the DOIs that arXiv registers for its preprints

_GROUP = re.compile(
    r"\b(?:collaboration|consortium|team|group|project|initiative|laborator\w*|labs?|institute|university)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"[js]r\.?|i[iv]|iii", re.IGNORECASE)
# A brace counts for BibTeX even behind a backslash, so braces are named.
_NAMED = {
    "\\": "backslash",
    "{": "braceleft",
    "}": "braceright",
    "~": "asciitilde",
    "^": "asciicircum",
    "<": "less",
    ">": "greater",
    "|": "bar",
    '"': "quotedbl",
}
_LATEX = re.compile(r"""[\\{}~^<>|"&%$#_]""")
_VERBATIM = re.compile(r"[\\{}\s]")
# The names that every style knows; a number they would print as it is.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Commands that do something beside setting a formula; none has a place in a title.
_DOES = re.compile(
    r"\\(?:input|include\w*|openin|openout|read|write\w*|immediate|special|catcode|csname|[egx]?def|let"
    r"|(?:re)?newcommand|usepackage|href|url|verb|begin|end|label|ref|cite)(?![A-Za-z])|%"
)


# A paper is cited by itself and in some five lists.
_kept = lru_cache(maxsize=1 << 13)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as family and given where that can be told; a group's stays whole, as ``literal``.

    Particles (*van*, *de la*) are part of the family name.
    """

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @classmethod
    @lru_cache(maxsize=1 << 15)
    def of(cls, name: str) -> Name:
        """The parts of ``Ludwig van Beethoven``, ``Beethoven, Ludwig van`` or ``Martin King, Jr.``."""
        whole = clean(name)
        parts = re.split(r"\s*,\s*", whole)
        if len(parts) > 2 or _GROUP.search(whole):
            return cls(literal=whole)
        if len(parts) == 2 and parts[1] and not _SUFFIX.fullmatch(parts[1]):
            return cls(family=parts[0], given=parts[1]) if parts[0] else cls(literal=whole)
        words = whole.replace(",", "").split()
        suffix = words.pop() if len(words) > 1 and _SUFFIX.fullmatch(words[-1]) else ""
        if len(words) < 2:
            return cls(literal=whole)
        at = len(words) - 1
        while at > 1 and words[at - 1][0].islower():
            at -= 1
        return cls(family=" ".join(words[at:]), given=" ".join(words[:at]), suffix=suffix)


def doi(paper: Paper) -> str:
    """The paper's own DOI, else the one that arXiv registered for its preprint, else empty."""
    return paper.doi or (f"{ARXIV_DOI}{paper.arxiv}" if paper.arxiv else "")


def pdf(paper: Paper) -> str:
    """The address of the paper's PDF, where it is known."""
    return f"https://arxiv.org/pdf/{paper.arxiv}" if paper.arxiv else ""


def key(paper: Paper) -> str:
    """The citation key: first author, year and id, ``lovelace2026-2605.01234``.

    With the id in it, it is the same in every list and stays when a title is corrected.
    """
    first = Name.of(paper.authors[0]) if paper.authors else Name()
    return f"{_ascii(first.family or first.literal)}{_year(paper)}-{paper.id}".removeprefix("-")


def _ascii(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain)[:30]


def _year(paper: Paper) -> str:
    return f"{(paper.published or paper.day).year:04d}"


# -- BibTeX ------------------------------------------------------------------------------------


def latex(words: str) -> str:
    """Text as LaTeX that prints just that text; accented letters stay as they are (UTF-8)."""
    return _LATEX.sub(_latex_sign, clean(words))


def _latex_sign(match: re.Match[str]) -> str:
    sign = match[0]
    return f"\\text{_NAMED[sign]}{{}}" if sign in _NAMED else f"\\{sign}"


def _latex_title(words: str) -> str:
    """A title as LaTeX, its formulas as they were typed where that is safe."""
    return "".join(_latex_piece(piece) for piece in tex.pieces(words)).strip()


def _latex_piece(piece: tex.Piece) -> str:
    if isinstance(piece, str):
        return _spaced(piece)
    typed = " ".join(piece.tex.split())
    if formula.mathml(typed) and _balanced(typed) and not _DOES.search(typed) and typed.isascii():
        return f"${typed}$"
    return latex(formula.plain(piece.tex) or piece.tex)


def _spaced(words: str) -> str:
    """``latex`` without losing the spaces that stand beside a formula."""
    before, after = words[:1] == " ", words[-1:] == " " and len(words) > 1
    return f"{' ' if before else ''}{latex(words)}{' ' if after else ''}"


def _balanced(typed: str) -> bool:
    depth = 0
    for sign in typed:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0 and "\\{" not in typed and "\\}" not in typed


def _verbatim(text: str) -> str:
    """An address or an id, which styles take as it is, but for what would end the field."""
    return _VERBATIM.sub(lambda match: f"%{ord(match[0]):02X}", clean(text))


def _bibtex_name(name: str) -> str:
    parts = Name.of(name)
    if parts.literal:
        return f"{{{latex(parts.literal)}}}"
    return ", ".join(_kept_together(part) for part in (parts.family, parts.suffix, parts.given) if part)


def _kept_together(part: str) -> str:
    # Braces keep together what a comma or an "and" would part.
    return f"{{{latex(part)}}}" if re.search(r",|\band\b", part, re.IGNORECASE) else latex(part)


def bibtex(papers: Iterable[Paper]) -> str:
    """A BibTeX database (``btxdoc``) in UTF-8, with arXiv's ``eprint`` fields."""
    return "\n".join(map(_bibtex_entry, papers))


@_kept
def _bibtex_entry(paper: Paper) -> str:
    kind = "article" if paper.journal and paper.authors else "misc"
    fields = {
        "title": f"{{{_latex_title(paper.title)}}}",
        "author": " and ".join(map(_bibtex_name, paper.authors)),
        # Styles sort by the author; where there is none they ask for a key.
        "key": "" if paper.authors else latex(tex.to_text(paper.title)),
        "journal" if kind == "article" else "howpublished": latex(paper.journal),
        "year": _year(paper),
        "month": _MONTHS[paper.published.month - 1] if paper.published else "",
        "eprint": _verbatim(paper.arxiv),
        "archivePrefix": "arXiv" if paper.arxiv else "",
        "primaryClass": _verbatim(paper.categories[0]) if paper.arxiv and paper.categories else "",
        "doi": _verbatim(doi(paper)),
        "url": _verbatim(paper.abstract_page),
    }
    lines = "".join(
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
        for name, value in fields.items()
        if value
    )
    return f"@{kind}{{{key(paper)},\n{lines}}}\n"


# -- RIS ---------------------------------------------------------------------------------------


def ris(papers: Iterable[Paper]) -> str:
    """Records in RIS (Research Information Systems' tagged format, 2011), lines ended by CR LF."""
    return "\r\n".join("".join(f"{tag}  - {clean(value)}\r\n" for tag, value in _ris(p)) for p in papers)


@_kept
def _ris(paper: Paper) -> list[tuple[str, str]]:
    lines = [
        ("ID", key(paper)),
        ("TI", tex.to_text(paper.title)),
        *(("AU", _inverted(Name.of(name))) for name in paper.authors),
        ("PY", _year(paper)),
        ("DA", f"{paper.published:%Y/%m/%d}" if paper.published else ""),
        ("AB", tex.to_text(paper.abstract)),
        ("JO", paper.journal),
        ("DO", doi(paper)),
        ("PB", "arXiv" if paper.arxiv and not paper.journal else ""),
        ("AN", f"arXiv:{paper.arxiv}" if paper.arxiv else ""),
        *(("KW", keyword) for keyword in paper.keywords),
        ("UR", paper.abstract_page),
        ("L1", pdf(paper)),
    ]
    kind = "JOUR" if paper.journal else "UNPB"
    return [("TY", kind), *((tag, value) for tag, value in lines if value), ("ER", "")]


def _inverted(name: Name) -> str:
    return name.literal or ", ".join(filter(None, (name.family, name.given, name.suffix)))


# -- CSL-JSON ----------------------------------------------------------------------------------


def csl(papers: Iterable[Paper]) -> str:
    """A list of items as JSON (Citation Style Language 1.0.2, ``csl-data.json``)."""
    return "[" + ",\n".join(map(_csl, papers)) + "]\n"


@_kept
def _csl(paper: Paper) -> str:
    return json.dumps(csl_item(paper), ensure_ascii=False, separators=(",", ":"))


def csl_item(paper: Paper) -> dict[str, object]:
    """One paper as a CSL item."""
    published = paper.published
    parts = [published.year, published.month, published.day] if published else [paper.day.year]
    item: dict[str, object] = {
        "id": key(paper),
        "type": "article-journal" if paper.journal else "article",
        "title": tex.to_text(paper.title),
        "author": [_csl_name(Name.of(name)) for name in paper.authors],
        "issued": {"date-parts": [parts]},
        "abstract": tex.to_text(paper.abstract),
        "container-title": clean(paper.journal),
        "publisher": "arXiv" if paper.arxiv and not paper.journal else "",
        "number": f"arXiv:{paper.arxiv}" if paper.arxiv else "",
        "DOI": doi(paper),
        "URL": paper.abstract_page,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix, "literal": name.literal}
    return {part: value for part, value in parts.items() if value}
