"""Settings of sources and enrichers: ``content/config/sources.yaml``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from broadsheet.model.owners import PEOPLE, SourceOrder
from broadsheet.model.site import EnricherConfig, OwnSettings, SettingValue, SourceConfig, TallyConfig
from broadsheet.settings.fields import Fields
from broadsheet.settings.source_kinds import (
    EnricherKinds,
    Setting,
    SettingType,
    SourceKind,
    SourceKinds,
    TallyKinds,
)
from broadsheet.text.plain import clean, slug

# Papers that are taken of a source in a day, unless its settings say otherwise.
DAILY_LIMIT = 2000
# Days by which a paper may be older than those asked for when it is first seen.
MAX_AGE = 60
# What keys mean, for the reference.
_URL_ABOUT = "where the source's API or feed is; another server with the same API, such as a mirror"
_AUTHORS_ABOUT = "names, in full and as the site shows them (`Ada Example`), whatever the case"
_WORDS_ABOUT = "phrases of which one stands in the title, the abstract or the keywords, as in `topics.yaml`"
_MOST_ABOUT = "papers kept of a day, the first ones of its list"
_MAX_AGE_ABOUT = "days by which a paper may be older than those asked for when it is first seen"
_NAME_ABOUT = "what rules, the ledger and the status page call it; the kind, unless said"
_TALLY_TITLE_ABOUT = "what readers call the place; `here` is the site's own; by the kind, unless said"
QUESTION_DIGITS = 8  # of a digest, that tell the questions of one source apart


def read_source(item: Fields, kinds: SourceKinds) -> SourceConfig:
    """Return the source that an entry of ``sources`` describes."""
    name = item.choice("kind", kinds, required=True, about="what kind of source it is")
    if name not in kinds:
        # Its other keys are those of a kind that nobody knows, so nothing is said of them.
        return SourceConfig(kind=name, name=_read_name(item, name), title=name, url="")
    kind = kinds[name]
    needs_address = not kind.url
    source = SourceConfig(
        kind=name,
        name=_read_name(item, name, required=needs_address),
        title=item.text("title", kind.title, required=needs_address, about="what readers see"),
        url=item.address("url", kind.url, required=needs_address, about=_URL_ABOUT).rstrip("/"),
        home=item.address("home", kind.home, about="where readers find the source"),
        weekends=item.flag("weekends", kind.has_weekends, about="whether to ask on Saturdays and Sundays"),
        authors=item.texts("authors", about=_AUTHORS_ABOUT),
        words=item.texts("words", about=_WORDS_ABOUT),
        daily_limit=item.count_or("most", DAILY_LIMIT, about=_MOST_ABOUT),
        max_age=item.count_or("max_age", MAX_AGE, about=_MAX_AGE_ABOUT),
        own=_read_own(item, kind.settings),
    )
    source = replace(source, question=_name_question(source, kind))
    if kind.needs_one_of and not any(source.texts(key) for key in kind.needs_one_of):
        *most, last = kind.needs_one_of
        item.wrong(f"asks for all of {kind.title}; give {', '.join(most)} or {last}")
    item.close()
    return source


def _name_question(source: SourceConfig, kind: SourceKind) -> str:
    """Return a short name for what a source is asked for: all that decides which papers of a day it gives.

    Only what the owner set is part of it, in any order: a later version may have other defaults.
    """
    settings: dict[str, object] = {"kind": source.kind}
    if source.url != kind.url.rstrip("/"):
        settings["url"] = source.url
    if source.daily_limit != DAILY_LIMIT:
        settings["daily_limit"] = source.daily_limit
    settings |= {"authors": sorted(source.authors), "words": sorted(source.words)}
    defaults = {setting.key: sorted(setting.default) for setting in kind.settings}
    for key, value in source.own:
        plain_value = sorted(value) if isinstance(value, tuple) else value
        if plain_value != defaults[key]:
            settings[key] = plain_value
    given = {key: value for key, value in settings.items() if value}
    data = json.dumps(given, sort_keys=True).encode("utf-8", "surrogatepass")
    return sha256(data).hexdigest()[:QUESTION_DIGITS]


def read_enricher(item: Fields, kinds: EnricherKinds) -> EnricherConfig:
    """Return the enricher that an entry of ``look_ups`` describes."""
    name = item.choice("kind", kinds, required=True, about="who is asked")
    if name not in kinds:
        return EnricherConfig(name, "")
    kind = kinds[name]
    url = item.address("url", kind.url, about="another server with the same API").rstrip("/")
    own = _read_own(item, kind.settings)
    item.close()
    return EnricherConfig(name, url, own)


def read_tally_source(item: Fields, kinds: TallyKinds) -> TallyConfig:
    """Return the place where readers vote that an entry of ``votes`` describes."""
    kind_name = item.choice("kind", kinds, required=True, about="what kind of place it is")
    name = _read_name(item, kind_name)
    if kind_name not in kinds:
        return TallyConfig(name, kind_name, kind_name, "")
    kind = kinds[kind_name]
    url = item.address("url", kind.url, about="another server with the same API").rstrip("/")
    own = _read_own(item, kind.settings)
    default = kind.title or str(own[0][1]).capitalize()
    title = clean(item.text("title", about=_TALLY_TITLE_ABOUT)) or default
    item.close()
    return TallyConfig(name, kind_name, title, url, own)


def order_of(sources: Iterable[SourceConfig], kinds: SourceKinds, look_ups: Iterable[str]) -> SourceOrder:
    """Return the order in which the sources are believed; ``look_ups`` are the kinds of enrichers."""
    asked = [*look_ups, *(kind.name for kind in kinds.values() if kind.looks_up)]
    own_records: list[str] = []
    second_hand: list[str] = []
    names: list[str] = []
    for source in sources:
        names.append(source.name)
        kind = kinds.get(source.kind)
        if kind and kind.own_record:
            own_records.append(source.name)
        if kind and kind.second_hand:
            second_hand.append(source.name)
    return SourceOrder(tuple(names), frozenset(own_records), frozenset(second_hand), frozenset(asked))


def _read_name(item: Fields, default: str, *, required: bool = False) -> str:
    name = item.text("name", "" if required else default, required=required, about=_NAME_ABOUT)
    if name != slug(name):
        item.wrong("must be lower-case letters, digits and hyphens", "name")
    if name in PEOPLE:
        item.wrong(f"{name!r} is the source of what people add themselves; choose another name", "name")
    return name


def _read_own(item: Fields, settings: Iterable[Setting]) -> OwnSettings:
    """Return the values of the keys that only this kind has, each as ``Setting`` declares it."""
    return tuple([(setting.key, _read_setting(item, setting)) for setting in settings])


def _read_setting(item: Fields, setting: Setting) -> SettingValue:
    if setting.type is SettingType.FLAG:
        return item.flag(setting.key, about=setting.about)
    if setting.type is SettingType.TEXT:
        return _read_text(item, setting)
    texts = item.texts(
        setting.key,
        required=setting.required,
        default=setting.default,
        choices=setting.choices,
        about=setting.about,
    )
    _refuse_unknown(item, setting, texts)
    return texts


def _read_text(item: Fields, setting: Setting) -> str:
    default = "".join(setting.default)
    if setting.choices:
        return item.choice(
            setting.key, setting.choices, default, required=setting.required, about=setting.about
        )
    text = item.text(setting.key, default, required=setting.required, about=setting.about)
    _refuse_unknown(item, setting, (text,))
    return text


def _refuse_unknown(item: Fields, setting: Setting, values: Iterable[str]) -> None:
    """Complain of values that are none of a setting's choices, if it has any, or that it finds fault with."""
    for value in values:
        fault = setting.find_fault(value) if setting.find_fault else ""
        if fault:
            item.wrong(fault, setting.key)
        if setting.choices and value not in setting.choices:
            known = ", ".join(setting.choices)
            item.wrong(f"no such {setting.key} {value!r}; known: {known}", setting.key)
