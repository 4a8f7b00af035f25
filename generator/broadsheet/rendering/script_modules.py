"""Scripts as modules: what each imports, exports and loads later, and the text that is left without that.

Only the forms of import and export that our own scripts have are known. A script of an owner's may have
others; of such a one ``read_module`` says why it cannot be joined with others.
"""

from __future__ import annotations

import re
from functools import partial
from posixpath import dirname, join, normpath
from typing import NamedTuple

# Stands before and after the path of a file in a text, until the name is known that it is published by.
MARK = "\0"
RESERVED = "M$"  # begins the names that joined scripts know one another by

_IMPORT = re.compile(
    # A comment ends in one place alone: many before no import would else be parted in ever more ways.
    r"""(?P<blank>(?:\s|/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*(?:\n|\Z))*)import\b\s*"""
    r"""(?:(?:\*\s*as\s+(?P<all>[\w$]+)|\{(?P<names>[\w$\s,]*)\})\s*from\s*)?"""
    r"""(?P<quote>["'])(?P<address>[^"'\n]+)(?P=quote)\s*?(?:;|\n|$)"""
)
_EXPORT = re.compile(
    r"(?:^|(?<=[;}]))export\s+((?:async\s+)?function\b\s*\*?\s*|class\s+|const\s+)([\w$]+)", re.MULTILINE
)
_LATER = re.compile(r"""\bimport\(\s*(["'])([^"'\n]+)\1\s*\)""")
_BESIDE = re.compile(r"""\bnew URL\(\s*(["'])([^"'\n]+)\1\s*,\s*import\.meta\.url\s*\)""")
# Forms that are left when those above are taken out, and what they are called.
_UNKNOWN_FORMS = (
    (
        re.compile(r"(?:^|[;}])\s*import\b\s*[\w${*\"']", re.MULTILINE),
        "an import that is not at its beginning",
    ),
    (re.compile(r"(?:^|[;}])\s*export\b", re.MULTILINE), "an export that is no function, class or const"),
    (re.compile(rf'\bimport\s*\((?!"{MARK})'), "an import() of something that is not in quotes"),
    (
        re.compile(rf'(?<!{MARK}",)\bimport\s*\.\s*meta\b'),
        "an import.meta outside of new URL(…, import.meta.url)",
    ),
    (re.compile(r"\bvar\s+[\w${[]"), "a var"),
    (re.compile(re.escape(RESERVED)), f"a name with {RESERVED}"),
)
# What tells whether an await is in a function; texts and regular expressions are stepped over.
_STEPS = re.compile(
    r"""(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1"""
    r"""|(?:(?<=[(\[,=:!&|?;{}>])|(?<=\breturn))/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/"""
    r"""|[{};]|\basync\b|\bawait\b"""
)


class UnknownFormError(ValueError):
    """A script cannot be joined with others; the message names it and the form that stands against it."""


class Import(NamedTuple):
    """Import of a script: its path, names taken from it (there, and here), or one name for all of them."""

    target: str
    names: tuple[tuple[str, str], ...]
    all_as: str


class Module(NamedTuple):
    """Script whose imports are taken out, and whose exports are plain declarations.

    ``later`` are the paths of scripts that it imports when they are wanted, ``beside`` those of files whose
    addresses it makes. In ``body`` both stand between marks.
    """

    path: str
    imports: tuple[Import, ...]
    exports: tuple[str, ...]
    later: frozenset[str]
    beside: frozenset[str]
    body: str


def read_module(path: str, text: str, bare: str) -> Module:
    """Return the module that a script is; UnknownFormError where it has other forms than those known.

    ``bare`` is the script without comments, which may talk of imports and exports as well.
    """
    module = _take_apart(path, bare)
    for form, title in _UNKNOWN_FORMS:
        if form.search(module.body):
            raise UnknownFormError(f"{path}: has {title}")
    if _awaits_outside_of_functions(module.body):
        raise UnknownFormError(f"{path}: has an await outside of functions")
    if text == bare:
        return module
    written = _take_apart(path, text)
    if (written.imports, written.exports) != (module.imports, module.exports):
        raise UnknownFormError(f"{path}: has an import or an export in a comment, or after one on its line")
    return module._replace(body=written.body)


def _awaits_outside_of_functions(body: str) -> bool:
    """Whether a module waits before it is complete: on what needs its file it would wait for ever."""
    depth = 0
    is_async = False
    for step in _STEPS.finditer(body):
        word = step[0]
        if word == "{":
            depth += 1
        elif word == "}":
            depth -= 1
        elif depth == 0 and word == "await" and not is_async:
            return True
        elif depth == 0:
            is_async = word == "async" or (is_async and word != ";")
    return False


def _take_apart(path: str, text: str) -> Module:
    imports, body = _take_imports(path, text)
    exports = tuple(found[2] for found in _EXPORT.finditer(body))
    body = _EXPORT.sub(r"\1\2", body)
    later: set[str] = set()
    beside: set[str] = set()
    body = _LATER.sub(partial(_mark, path, 'import("{}")', later), body)
    body = _BESIDE.sub(partial(_mark, path, 'new URL("{}",import.meta.url)', beside), body)
    return Module(path, imports, exports, frozenset(later), frozenset(beside), body)


def _take_imports(path: str, text: str) -> tuple[tuple[Import, ...], str]:
    """Return the imports at the beginning of a script, and the script without them; comments stay."""
    imports = []
    blanks = []
    end = 0
    while found := _IMPORT.match(text, end):
        names = _names_in(found["names"] or "")
        imports.append(Import(_path_from(path, found["address"]), names, found["all"] or ""))
        blanks.append(found["blank"])
        end = found.end()
    return tuple(imports), "".join(blanks) + text[end:]


def _names_in(braces: str) -> tuple[tuple[str, str], ...]:
    """Return the names in the braces of an import: as they are there, and as they are called here."""
    names = []
    for part in braces.split(","):
        words = part.split()
        if words:
            names.append((words[0], words[-1]))
    return tuple(names)


def _mark(path: str, form: str, found: set[str], reference: re.Match[str]) -> str:
    """Return a reference with the path of what it names between marks; add that to what was found."""
    target = _path_from(path, reference[2])
    found.add(target)
    return form.format(f"{MARK}{target}{MARK}")


def _path_from(path: str, address: str) -> str:
    """Return the path of an address in a script, with a slash behind it as there."""
    if ":" in address or address.startswith("/"):
        raise UnknownFormError(f"{path}: names {address}, which is no path from where it lies")
    target = normpath(join(dirname(path), address))
    return f"{target}/" if address.endswith("/") else target
