"""Phrases that may name a part of a map: words that stand for subjects, alone or two one behind the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from broadsheet.outputs.maps.common_words import ENDINGS, OF_ABSTRACTS
from broadsheet.text.combining_marks import COMBINING_MARKS
from broadsheet.text.stop_words import is_stop_word

_SHORTEST = 2  # letters of a word
_LONGEST = 34  # letters of a name
# A word alone that another follows more often than not only tells of what kind that is.
_MOST_FOLLOWED = 0.5
# A pair that one word follows in more than this share is a part of a longer name.
_PART_OF_LONGER = 0.6
# Words of letters; parts joined by hyphens are one. What else is no space parts them.
_REST_OF_WORD = rf"[\w{COMBINING_MARKS}]"
_WORD = re.compile(rf"[^\W\d_]{_REST_OF_WORD}*(?:-{_REST_OF_WORD}+)*|[^\w\s]+|\d\S*")
_TEX_COMMAND = re.compile(r"\\[a-zA-Z]+")
# Scripts that put no spaces between words: what looks like one would be cut anywhere.
_SPACELESS = re.compile(
    r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u3040-\u31ff\u3400-\u9fff"
    r"\ua980-\ua9df\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


class _Part(NamedTuple):
    """What a word can be of a phrase: its key alone or as the first word, and as the last one; else empty."""

    subject: str
    end: str


@lru_cache(maxsize=1 << 12)  # a paper lies on the maps of its week, its month, its topics and the newest days
def phrases_of(text: str) -> tuple[str, ...]:
    """Return the phrases that a text says, as often as it does, in small letters and in the singular."""
    phrases = []
    before = ""
    for word in _WORD.findall(_TEX_COMMAND.sub(" ", text)):
        subject, end = _part_of(word)
        if subject:
            phrases.append(subject)
        if before and end and len(before) + len(end) < _LONGEST:
            phrases.append(f"{before} {end}")
        before = subject
    return tuple(phrases)


@lru_cache(maxsize=1 << 16)
def _part_of(word: str) -> _Part:
    key = _key_of(word)
    if _is_subject(word, key):
        return _Part(key, key)
    is_end = word.lower() in ENDINGS
    return _Part("", key if is_end else "")


def _key_of(word: str) -> str:
    """Return a word in small letters and in the singular, as far as an ending tells."""
    small = word.lower()
    if len(small) > 3 and small.endswith("s") and not small.endswith(("ss", "us", "is")):
        return small[:-1]
    return small


def _is_subject(word: str, key: str) -> bool:
    """Return True for a word that can stand for a subject."""
    small = word.lower()
    return (
        _SHORTEST <= len(small) <= _LONGEST
        and small[0].isalpha()
        and not is_stop_word(word)
        and small not in OF_ABSTRACTS
        and key not in OF_ABSTRACTS
        and not small.endswith("ly")
        and not _SPACELESS.search(small)
    )


# How a phrase is written


def written_form(phrase: str, texts: Sequence[str]) -> str:
    """Return a phrase as most texts write it; empty for one that is only a part of a name.

    A capital that only begins a word becomes a small letter.
    """
    plurals = " +".join([f"{re.escape(word)}s?" for word in phrase.split()])
    joined = rf"[\w{COMBINING_MARKS}-]"
    follower_word = rf"[^\W\d_]{joined}*"
    pattern = re.compile(rf"(?<!{joined})({plurals})(?!{joined})(?: +({follower_word}))?", re.IGNORECASE)
    forms = Counter[str]()
    followers = Counter[str]()
    for text in texts:
        for form, follower in pattern.findall(text):
            forms[" ".join(map(_small, form.split()))] += 1
            followers[follower.lower()] += 1
    said = sum(forms.values())
    del followers[""]
    for word in list(followers):
        if is_stop_word(word) and word not in ENDINGS:
            del followers[word]
    follower, times = followers.most_common(1)[0] if followers else ("", 0)
    written = min(forms, key=lambda form: (-forms[form], form), default="")
    if times > _PART_OF_LONGER * said:
        longer = f"{written} {follower}"
        return longer if len(longer) <= _LONGEST else ""
    if " " not in phrase and sum(followers.values()) > _MOST_FOLLOWED * said:
        return ""
    return written


def whole_words(name: str) -> re.Pattern[str]:
    """Return what finds a name where a text says it as words of their own, one or many of the last one.

    Where no spaces part words, any part of a text may be one.
    """
    letter = f"(?!{_SPACELESS.pattern}){_REST_OF_WORD}"
    start = "" if _SPACELESS.match(name[0]) else f"(?<!{letter})"
    end = "" if _SPACELESS.match(name[-1]) else f"s?(?!{letter})"
    return re.compile(f"{start}{re.escape(name)}{end}")


def _small(word: str) -> str:
    """Return a word in small letters but for parts with capitals or digits of their own: LLM, 3D."""
    return "-".join([part if _has_own_capitals(part) else part.lower() for part in word.split("-")])


def _has_own_capitals(part: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in part[1:])
