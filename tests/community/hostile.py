"""Forms of strangers who mean no good, or cannot do better: composed by seed, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from forms_made import GOOD, form, mail

from broadsheet.model.forms import FORM_OF_KIND, FORMS

# What stands in a field and must do nothing there, by what it attacks.
HOSTILE = {
    "mention": "@everyone @torvalds/team please look",
    "reference": "fixes #1, GH-2, owner/repo#3 and 0123456789abcdef0123456789abcdef01234567",
    "link": "[click](https://evil.example/) <https://evil.example/> www.evil.example",
    "image": "![x](https://evil.example/pixel.png)",
    "html": '<script>alert(1)</script><img src=x onerror="alert(1)"><!-- -->',
    "markdown": "```\n# heading\n***\n| a | b |\n`code` ~~~\n> quote",
    "fence": "````json\n{}\n````",
    "fences": "```json\n" * 8000,
    "yaml": "x\n---\nhide: true\npin: true\n- !!python/object/apply:os.system ['touch pwned']\n&a *a",
    "yaml key": 'true, "hide": "by me" # , {takeaway: x}',
    "shell": "$(touch pwned) `touch pwned` ; touch pwned | tee pwned && touch pwned > pwned",
    "expression": "${{ secrets.GITHUB_TOKEN }} ${{ github.event.issue.body }} $${{",
    "command": "::set-output name=x::y\n::add-mask::x\n##[command]ls\n::error file=a::b",
    "environment": "EOF\nPATH=/evil\n<<EOF",
    "template": "{{ 7 * 7 }} {% include '/etc/passwd' %} {# #} %(title)s {0} %s",
    "bidi": "\u202egnp.exe\u2066 \u200e\u200f\u05e9\u05dc\u05d5\u05dd\u061c \u0639\u0631",
    "nul": "stones\x00\x01\x1b[31m\x7f\x9b\r\x0b\x0c\x85\u2028\u2029",
    "half": "stones \ud800 and \udfff",
    "astral": "\U0001d54atones \U0001f469\u200d\U0001f467 \U0010ffff \ufdfd Z\u0338\u0322a\u0337",
    "path": "../../../../etc/passwd",
    "windows path": "..\\..\\CON.md NUL aux",
    "url path": "https://review.example/digest/paper/..%2f..%2f..%2fetc/",
    "script address": "javascript:alert(document.domain)",
    "file address": "file:///etc/passwd",
    "long": "stone " * 11_000,
    "one word": "a" * 65_000,
    "many lines": "\n" * 30_000 + "x",
    "backticks": "`" * 3000,
    "conflict": "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs",
    "headings": "### Paper to add\n### Credit\n\n- [x] all",
    "sql": "'; DROP TABLE papers; --",
    "device": "CON",
    "digits": "9" * 5000,
    "id of none": "9912.99999",
    "doi of none": "10.99999/../../x?y#z%00",
}
# Where these are wrong nothing else of a form is looked at.
_SELDOM = ("paper", "field", "wish")
_MARKS = "#`*_[]()<>{}|\\!@$%^&~'\"\n\r\t:;,.-+=/ \x00\u202e\u200f\u0430\xf1\u77f3\u05e9"

_NO_FORMS = ("", " ", "{}", "null", "Hello", "\x00" * 50, "#" * 999, "```json\n[1]\n```", "```json\n{\n```")


def hostile_forms(count: int, seed: int) -> Iterator[str]:
    """Forms whose fields say what is hostile, each field in its turn, and several at once."""
    chance = random.Random(seed)
    kinds = list(GOOD)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        keys = [field.key for field in FORM_OF_KIND[kind].fields if not field.is_tick]
        changes: dict[str, str] = {}
        for key in chance.sample(keys, chance.randint(1, len(keys))):
            if key in _SELDOM and chance.random() < 0.7:
                continue
            words = chance.choice(list(HOSTILE.values()))
            beside = chance.choice(("", GOOD[kind].get(key, ""), "2603.00001 "))
            changes[key] = chance.choice((words, beside + words, words + beside))
        make = mail if chance.random() < 0.25 else form
        yield make(kind, **changes)


def malformed_forms(count: int, seed: int) -> Iterator[str]:
    """Forms that are broken: cut, doubled, mixed, scrambled, in other languages, or none at all."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.choice(list(GOOD))
        make = mail if chance.random() < 0.2 else form
        text = make(kind)
        for _ in range(chance.randint(1, 3)):
            text = chance.choice(_BREAKS)(text, chance)
        yield text


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _without_a_part(text: str, chance: random.Random) -> str:
    parts = text.split("### ")
    parts.pop(chance.randrange(len(parts)))
    return "### ".join(parts)


def _doubled(text: str, chance: random.Random) -> str:
    parts = text.split("### ")
    return text + "\n### " + chance.choice(parts)


def _shuffled(text: str, chance: random.Random) -> str:
    parts = text.split("### ")
    chance.shuffle(parts)
    return "### ".join(parts)


def _mixed(text: str, chance: random.Random) -> str:
    other = form(chance.choice(list(GOOD)))
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other)) :]


def _scrambled(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.randint(1, 40)):
        if letters:
            letters[chance.randrange(len(letters))] = chance.choice(_MARKS)
    return "".join(letters)


def _renamed(text: str, chance: random.Random) -> str:
    fields = [field for one in FORMS for field in one.fields]
    return text.replace(
        chance.choice(fields).label, chance.choice(("Papier", "論文", "ورقة", "", "#", "a" * 500))
    )


def _emptied(text: str, chance: random.Random) -> str:
    values = [value for answers in GOOD.values() for value in answers.values()]
    return text.replace(chance.choice(values), chance.choice(("", "_No response_", " ", "\n\n", "None")))


def _none_at_all(text: str, chance: random.Random) -> str:
    return chance.choice(_NO_FORMS)


_BREAKS: tuple[Callable[[str, random.Random], str], ...] = (
    _cut,
    _without_a_part,
    _doubled,
    _shuffled,
    _mixed,
    _scrambled,
    _renamed,
    _emptied,
    _none_at_all,
)
