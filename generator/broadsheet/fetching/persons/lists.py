"""Lists of names in one text: where one name ends, and which part of one is the surname."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from broadsheet.fetching.persons.names import (
    cut_suffix,
    drop_by,
    drop_place,
    ends_with_initial,
    invert,
    is_degree,
    is_full_name,
    is_ideographic,
    is_initials,
    is_role,
    is_suffix,
    starts_with_particle,
)
from broadsheet.text.organisations import is_affiliation, is_group, is_organisation

# Dots in the middle of a line part names between spaces, before capitals (not in Catalan's "l·l"), between
# Koreans and between Japanese; in Chinese and in Katakana they stand within a foreigner's name.
_HARD_SIGNS = re.compile(
    r"""[;\uff1b\u3001\u2022\u25cf|] | \s[/\u00b7\u2027\u2219\u22c5\u30fb]\s
    | (?<=[a-z0-9\u00df-\u00ff])\u00b7(?=[A-Z\u00c0-\u00de])
    | (?<=[\uac00-\ud7af])\u00b7(?=[\uac00-\ud7af]) | (?<=[\u4e00-\u9fff])\u30fb(?=[\u4e00-\u9fff])""",
    re.VERBOSE,
)
_AND = re.compile(r"\s*,\s*(?:(?:and|und|et|with)\s|&)\s*|\s+(?:and|und|et|with|&)\s+", re.IGNORECASE)
# These stand within names too (Ramón y Cajal): they part names that are whole on both sides.
_DOUBTFUL_AND = re.compile(r"\s+(?:y|e|i|och|og|\u0438|\+)\s+")
# Before the group that somebody signs for.
# Behind no separator: a run of them is looked at once, not from each of its places.
_BEHALF = re.compile(
    r"(?<![\s,;])[\s,;]+(?:and\s+)?on\s+behalf\s+of\s+|[,;]\s*for\s+(?=the\s)", re.IGNORECASE
)
_LOOSE_AND = re.compile(r"^(?:and|&)\s+|[\s,](?:and|&)$", re.IGNORECASE)
_BEGINNING_AND = re.compile(r"\s*(?:and|&)\s+", re.IGNORECASE)
# Pebble AB, Flint C: as PubMed has it.
_SURNAME_AND_INITIALS = re.compile(
    r"((?:[^\W\d_][\w'\u2019-]+ ){0,2}[^\W\d_][\w'\u2019-]+) ((?:[^\W\d_a-z]\.?[- ]?){0,2}[^\W\d_a-z]\.?)"
)
# PEBBLE Ada: as many write in France and in China.
_CAPITAL = "[A-Z\u00c0-\u00de]"
_CAPITALS_FIRST = re.compile(rf"({_CAPITAL}[A-Z\u00c0-\u00de'\u2019-]{{2,}}) ({_CAPITAL}[^\W\d_A-Z].*)")
_DOTTED_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.[- ]?){2,}$")
_HELD_SPACE = "\ue000"  # stands for a space within the name of an organisation


def read_byline(text: str) -> list[str]:
    """Return the names in a text that somebody wrote as they liked, for one person or for several."""
    parts = _split_hard(_BEHALF.sub(", ", drop_by(text.strip())))
    if len(parts) == 1:
        return _read_segment(parts[0], _read_commas)
    if _are_surnames_first(parts):
        return list(map(_put_surname_last, parts))
    names: list[str] = []
    for part in parts:
        names += _read_segment(drop_by(part), _read_one)
    return [name for name in names if not is_affiliation(name)]


def read_natural_list(text: str) -> list[str]:
    """Return the names that commas part, given names first, as arXiv writes them."""
    names: list[str] = []
    for piece in _split_commas(text.replace("\n", " ")):
        names += _split_whole_names(piece)
    return names


def read_inverted_list(text: str) -> list[str]:
    """Return the names that semicolons part, surnames first: ``Pebble, A.; Flint, B.`` in bioRxiv."""
    names = []
    for part in text.replace("\n", " ").split(";"):
        pieces = _split_commas(part)
        if pieces:
            names.append(invert(pieces[0], " ".join(pieces[1:])))
    return names


def read_person(text: str) -> list[str]:
    """Return the name of one person; of several where each is whole and they stand in one name's place."""
    parts = _split_hard(text.strip())
    if len(parts) > 1 and not all(map(is_full_name, parts)):
        parts = [" ".join(parts)]
    names: list[str] = []
    for part in parts:
        pieces = _split_commas(part)
        if len(pieces) == 2 and _is_inverted(pieces):
            names.append(invert(*pieces))
        elif all(map(is_full_name, pieces)):
            names += pieces
        else:
            names += _split_whole_names(", ".join(pieces))
    return names


def _split_hard(text: str) -> list[str]:
    """Return what semicolons, bars and the commas of Chinese part, and line ends between whole names."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    are_whole = all(" " in line and not line.endswith(",") for line in lines)
    joined = (";" if are_whole else " ").join(lines)
    comma = ";" if is_ideographic(joined) else ", "
    parts = _HARD_SIGNS.split(joined.replace("\uff0c", comma))
    return list(filter(None, map(str.strip, parts)))


def _split_whole_names(text: str) -> list[str]:
    """Return the sides of an "and" where each is a person's whole name, else the text as it is."""
    if is_organisation(text):
        return [text]
    sides = _AND.split(text)
    if all(map(is_full_name, sides)):
        return sides
    return [text]


def _read_segment(text: str, read_group: Callable[[Sequence[str]], list[str]]) -> list[str]:
    """Return the names in what no semicolon parts; ``read_group`` reads what no "and" parts either."""
    listed = _LOOSE_AND.sub("", text)
    held = _hold_organisations(drop_place(listed))
    groups = []
    for side in _split_and(held):
        pieces = _split_commas(side.replace(_HELD_SPACE, " "))
        if pieces:
            groups.append(pieces)
    if len(groups) < 2:
        return read_group(groups[0]) if groups else []
    pieces = [piece for group in groups for piece in group]
    if _are_surnames_first(pieces):
        return list(map(_put_surname_last, pieces))
    if len(pieces) == len(groups):
        return pieces if all(map(_is_side, pieces)) else [listed]
    if all(len(group) > 1 and _is_inverted(group) for group in groups):
        names: list[str] = []
        for group in groups:
            names += _pair(group)
        return names
    return _read_commas(pieces)


def _split_and(text: str) -> list[str]:
    """Return what "and" parts, in any language where both sides are whole names."""
    sides: list[str] = []
    for side in _AND.split(text):
        names = _DOUBTFUL_AND.split(side)
        if all(map(_is_whole, _split_commas(",".join(names)))):
            sides += names
        else:
            sides.append(side)
    return sides


def _is_whole(name: str) -> bool:
    return is_full_name(name) and not starts_with_particle(name)


def _is_side(text: str) -> bool:
    return is_full_name(text) or is_group(text)


def _hold_organisations(text: str) -> str:
    """Return text in which no "and" within an organisation's name parts names."""
    if not is_organisation(text):
        return text
    return ",".join(map(_hold_organisation, text.split(",")))


def _hold_organisation(piece: str) -> str:
    """Return a piece with the spaces of an organisation held; a person before a group is no part of it."""
    if not is_organisation(piece):
        return piece
    beginning = _BEGINNING_AND.match(piece)
    lead = beginning[0] if beginning else ""
    name = piece[len(lead) :]
    sides = _AND.split(name)
    if len(sides) == 2 and is_group(sides[1]) and _is_side(sides[0]):
        return lead + name
    return lead + name.replace(" ", _HELD_SPACE)


def _split_commas(group: str) -> list[str]:
    """Return the pieces between commas, suffixes with the names they belong to, without degrees and roles."""
    pieces: list[str] = []
    for piece in filter(None, map(str.strip, group.split(","))):
        before = pieces[-1] if pieces else ""
        if before and is_suffix(piece):
            pieces[-1] = f"{before} {piece}"
        elif not before or not (is_degree(piece, before) or is_role(piece)):
            pieces.append(piece)
    return pieces


def _read_one(pieces: Sequence[str]) -> list[str]:
    """Return the name of one person, whose surname may stand first, and where they work behind it."""
    name = pieces[0]
    if len(pieces) < 2 or is_affiliation(pieces[1]):
        return [name]
    if len(pieces) > 2 and all(map(is_full_name, pieces[:2])):
        return [name]  # what follows is a town in its country
    return [invert(name, pieces[1])]


def _read_commas(pieces: Sequence[str]) -> list[str]:
    """Return the names among pieces that may be surnames, given names, whole names or places of work.

    Behind the last place of work stands only where that is.
    """
    people = list(pieces)
    if len(pieces) > 1:
        people = _before_affiliations(pieces)
    first_groups = list(takewhile(is_group, people))
    others = people[len(first_groups) :]
    groups = [piece for piece in others if is_group(piece)]
    persons = [piece for piece in others if not is_group(piece)]
    return [*first_groups, *_read_persons(persons), *groups]


def _before_affiliations(pieces: Sequence[str]) -> list[str]:
    places = [index for index, piece in enumerate(pieces) if is_affiliation(piece)]
    if not places:
        return list(pieces)
    last = places[-1]
    if _are_many_persons(pieces[last + 1 :]):
        return list(pieces)  # a firm that signs beside its people
    if places[0] == 0:
        return []
    return [piece for piece in pieces[:last] if not is_affiliation(piece)]


def _are_many_persons(pieces: Sequence[str]) -> bool:
    """Return true for more whole names than a town, its province and its country are."""
    return len(list(filter(is_full_name, pieces))) > 3


def _read_persons(pieces: Sequence[str]) -> list[str]:
    if _are_surnames_first(pieces):
        return list(map(_put_surname_last, pieces))
    if len(pieces) < 2:
        return list(pieces)
    if _is_inverted(pieces):
        return _pair(pieces)
    whole = [piece for piece in pieces if " " in piece or is_ideographic(piece)]
    if len(whole) == 1 and whole[0] == pieces[0]:
        return whole  # what follows is a town and its country
    first, second, *rest = pieces
    is_first_inverted = " " not in first and (" " not in second or ends_with_initial(second))
    if is_first_inverted and rest and all(map(is_full_name, rest)):
        return [invert(first, second), *rest]
    return list(pieces)


def _are_surnames_first(names: Sequence[str]) -> bool:
    """Return true where every name is a surname before initials, or a surname in capitals before others.

    Of one name alone that is certain only with two initials and their dots: it may be Malcolm X's.
    """
    if len(names) == 1 and not _DOTTED_INITIALS.search(names[0]):
        return False
    return all(map(_ends_with_initials, names)) or all(map(_CAPITALS_FIRST.fullmatch, names))


def _ends_with_initials(name: str) -> bool:
    bare_name, _ = cut_suffix(name)
    match = _SURNAME_AND_INITIALS.fullmatch(bare_name)
    return match is not None and match[2].isupper()


def _put_surname_last(name: str) -> str:
    bare_name, suffix = cut_suffix(name)
    inverted = _CAPITALS_FIRST.sub(r"\2 \1", bare_name)
    if inverted == bare_name:
        inverted = _SURNAME_AND_INITIALS.sub(r"\2 \1", bare_name)
    return f"{inverted} {suffix}".strip()


def _is_inverted(pieces: Sequence[str]) -> bool:
    """Return true where surnames and given names take turns."""
    families, given = pieces[::2], pieces[1::2]
    if len(families) != len(given):
        return False
    if any(map(is_ideographic, pieces)):
        return all(map(_is_inverted_ideographic, families, given))
    if all(map(_is_given_by_initials, families, given)):
        return True
    if len(pieces) == 2 and " " not in given[0]:
        return not any(map(str.isdigit, given[0]))
    return all(map(_is_family, families))


def _is_family(name: str) -> bool:
    bare_name, _ = cut_suffix(name)
    return " " not in bare_name or starts_with_particle(bare_name)


def _is_inverted_ideographic(family: str, given: str) -> bool:
    return len(family) == 1 or len(given) == 1


def _is_given_by_initials(family: str, given: str) -> bool:
    if is_initials(given):
        return "." in given or " " not in family
    return ends_with_initial(given) and not ends_with_initial(family)


def _pair(pieces: Sequence[str]) -> list[str]:
    return list(map(invert, pieces[::2], pieces[1::2]))
