"""Scripts and styles of the server itself, which are in no site; they lie beside this module.

They are files and do not stand in the page, as a policy of the page (CSP) may demand. Scripts of the theme
that they import are served beside them, under the same paths from one another.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from broadsheet.model.language.words import catalogue_in_use
from broadsheet.rendering.published_assets import words_for
from broadsheet.rendering.serving.answers import SCRIPT, STYLE, Answer

_PACKAGE = Path(__file__).parents[2]
_HERE = "rendering/serving/"
RELOAD_SCRIPT = "reload.js"
BAR_SCRIPT = f"{_HERE}note-bar.js"
BAR_STYLE = f"{_HERE}note-bar.css"
_WORDS = "theme/assets/scripts/page/words.js"
_SCRIPTS = (
    BAR_SCRIPT,
    f"{_HERE}note-form.js",
    f"{_HERE}note-requests.js",
    "theme/assets/scripts/page/elements.js",
)


def answer_with_reload_script() -> Answer:
    """Return the script by which pages load themselves anew."""
    return _answer(f"{_HERE}{RELOAD_SCRIPT}", SCRIPT)


def answer_with_bar_file(name: str) -> Answer | None:
    """Return a file of the bar by which notes are edited; None where it has none of that name."""
    if name == BAR_STYLE:
        return _answer(name, STYLE)
    if name in _SCRIPTS:
        return _answer(name, SCRIPT)
    if name == _WORDS:
        scripts = [(_PACKAGE / script).read_bytes() for script in _SCRIPTS]
        return Answer(HTTPStatus.OK, SCRIPT, words_for(scripts, catalogue_in_use()))
    return None


def _answer(name: str, media_type: str) -> Answer:
    return Answer(HTTPStatus.OK, media_type, (_PACKAGE / name).read_bytes())
