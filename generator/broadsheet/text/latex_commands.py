"""Tables of the LaTeX commands for text: what each stands for in plain words."""

from __future__ import annotations

import re

WORDS_OF_COMMANDS = {
    "AA": "Å",
    "aa": "å",
    "AE": "Æ",
    "ae": "æ",
    "OE": "Œ",
    "oe": "œ",
    "O": "Ø",
    "o": "ø",
    "L": "Ł",
    "l": "ł",
    "ss": "ß",
    "i": "ı",  # noqa: RUF001
    "j": "ȷ",
    "S": "§",
    "P": "¶",
    "deg": "°",
    "textdegree": "°",
    "eg": "e.g.",
    "ie": "i.e.",
    "etc": "etc.",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "BibTeX": "BibTeX",
    "textendash": "–",
    "textemdash": "—",
    "slash": "/",
    "textmu": "µ",
    "texttimes": "×",
    "textpm": "±",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textregistered": "®",
    "texttrademark": "™",
    "textcopyright": "©",
    "copyright": "©",
    "euro": "€",
    "textasciitilde": "~",
    "textbackslash": "\\",
    "textunderscore": "_",
    "textbar": "|",
    "pounds": "£",
    "textless": "<",
    "textgreater": ">",
    "textbullet": "•",
    "textperiodcentered": "·",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "textpertenthousand": "‱",
    "textperthousand": "‰",
    "par": " ",
    "newline": " ",
    "quad": " ",
    "qquad": " ",
    "space": " ",
    "item": " • ",
    "textrightarrow": "→",
}
COMMANDS_WITHOUT_WORDS = frozenset(
    ("xspace", "noindent", "centering", "protect", "displaystyle", "selectfont", "null")
)
# Commands that change the font of what follows and print nothing themselves.
FONT_SWITCHES = re.compile(
    "em|bf|it|tt|sc|sf|rm|sl|bfseries|itshape|ttfamily|scshape|sffamily|rmfamily|slshape|upshape"
    "|mdseries|normalfont|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge"
)
# Signs behind a backslash: spaces of all widths, and signs that stand for themselves.
WORDS_OF_SIGNS = {
    "\\": " ",
    ",": " ",
    ";": " ",
    ":": " ",
    " ": " ",
    "!": "",
    "/": "",
    "-": "",
    "@": "",
    "%": "%",
    "&": "&",
    "_": "_",
    "#": "#",
    "$": "$",
    "{": "{",
    "}": "}",
    "~": "~",
    "^": "^",
    '"': '"',
    "'": "'",
    "`": "`",
}
# Combining characters of the commands for accents.
COMBINING_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "t": "\u0361",
}
# Check marks and crosses, the signs of the font Zapf Dingbats that papers use.
DINGBATS = {
    "51": "✓",
    "52": "✔",
    "53": "✕",
    "54": "✖",
    "55": "✗",
    "56": "✘",
}
