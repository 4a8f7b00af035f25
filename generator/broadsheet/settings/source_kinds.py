"""Declarations of the kinds of sources and enrichers: what each is, needs, and owes to its server.

Each kind is declared once, in its own file below ``fetching/``; settings, politeness, ``doctor`` and
the documents read it from there. Only the types stand here, further down than their users.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class SettingType(StrEnum):
    """The types that a setting of a source may have."""

    TEXT = "text"
    TEXTS = "texts"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of ``sources.yaml`` that only some kinds have, and one sentence on what it means.

    ``choices`` are the only values that it may have, where they are given; ``default`` is taken
    where the owner gives none. ``find_fault`` says of a value what is wrong with it, or nothing.
    """

    key: str
    type: SettingType
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()
    default: tuple[str, ...] = ()
    find_fault: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Politeness:
    """What is owed to the operator of a server, whichever of its hosts is asked.

    ``spacing`` is the time between two requests, ``first_wait`` how long to wait after a first
    refusal that names no time; both in seconds.
    """

    operator: str
    spacing: float = 1.0
    first_wait: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """A kind of source: its name in settings, what readers call it, and how it behaves.

    ``url`` is where its API is, ``home`` where readers find it; without a ``url`` the owner names
    the source, its title and its address. One of ``needs_one_of`` must be set, or all of the server
    would be asked for. ``has_weekends``: it also lists papers on Saturdays and Sundays.
    ``days_complete``: a day's list comes out at once and stays as it is, so that one reading is
    enough. ``items_dated``: every item says for itself which day it belongs to. ``own_record``: its
    items are the records of the server that holds the papers. ``second_hand``: it hands on what it
    read elsewhere, or anybody may write it, so that every other source is believed before it.
    ``looks_up``: it is also asked for single papers, and what it says of them is of no day.
    """

    name: str
    title: str = ""
    url: str = ""
    home: str = ""
    settings: tuple[Setting, ...] = ()
    needs_one_of: tuple[str, ...] = ()
    has_weekends: bool = False
    days_complete: bool = False
    items_dated: bool = True
    own_record: bool = False
    second_hand: bool = False
    looks_up: bool = False
    politeness: Politeness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnricherKind:
    """A kind of server that adds to papers which sources named.

    ``describes``: its own record of a paper speaks before any copy, so papers that lack it are
    asked about again. ``revisited_in``: days in which every paper of the site is asked about once
    again; 0 where papers are not, once they are no longer young.
    """

    name: str
    title: str
    url: str
    settings: tuple[Setting, ...] = ()
    describes: bool = False
    revisited_in: int = 0
    politeness: Politeness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyKind:
    """A kind of place where readers vote and comment: its name in settings, and what readers call it.

    Where it has no ``title``, the choice of its first setting is one.
    """

    name: str
    title: str = ""
    url: str
    settings: tuple[Setting, ...] = ()
    politeness: Politeness | None = None


SourceKinds = Mapping[str, SourceKind]
EnricherKinds = Mapping[str, EnricherKind]
TallyKinds = Mapping[str, TallyKind]
