"""Names of the elements that markup in titles and abstracts is made of; what else stands in angles is text.

HTML's are those of its standard and of the older versions that it still tells how to read, JATS's
those that publishers write within texts (https://jats.nlm.nih.gov/), MathML's those of MathML 3.
"""

from __future__ import annotations

_HTML = (
    "a abbr acronym address applet area article aside audio b base bdi bdo big blink blockquote body br"
    " button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir"
    " div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6"
    " head header hgroup hr html i iframe img input ins kbd label legend li link main map mark marquee"
    " menu meta meter nav nobr noframes noscript object ol optgroup option output p param picture"
    " plaintext pre progress q rb rp rt rtc ruby s samp script search section select slot small source"
    " span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time"
    " title tr track tt u ul var video wbr xmp"
)
_JATS = (
    "abstract alternatives bold break disp-formula email ext-link fn graphic inline-formula inline-"
    " graphic italic label list list-item monospace named-content overline roman sans-serif sc sec"
    " styled-content tex-math underline uri xref"
)
_MATHML = (
    "math maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom"
    " mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder"
    " munderover none semantics annotation annotation-xml"
)
_BLOCKS = (
    "address article aside blockquote br break dd disp-formula div dl dt figure footer h1 h2 h3 h4 h5"
    " h6 header hr li list-item main nav ol p pre sec section table td th title tr ul"
)
_UNSEEN = "applet canvas embed head iframe noframes noscript object script style svg template"
_BOOLEAN_ATTRIBUTES = (
    "allowfullscreen async autofocus autoplay checked compact controls default defer disabled hidden"
    " ismap itemscope loop multiple muted nohref noshade novalidate nowrap open readonly required"
    " reversed selected"
)

KNOWN = frozenset(f"{_HTML} {_JATS} {_MATHML}".split())
# Elements that begin on a new line.
BLOCKS = frozenset(_BLOCKS.split())
# Elements of whose contents a reader sees nothing.
UNSEEN = frozenset(_UNSEEN.split())
# Attributes that stand without a value.
BOOLEAN_ATTRIBUTES = frozenset(_BOOLEAN_ATTRIBUTES.split())
