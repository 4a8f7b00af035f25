"""TeX in titles and abstracts: formulas become MathML, commands give way to words, and whatever a
stranger types, nothing but text, ``math`` and ``code`` comes out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from busy import little_work
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from thorough import examples

from broadsheet.text import mathml
from broadsheet.text.latex import to_html, to_text

# The extensions that MkDocs always switches on.
MARKDOWN = Markdown(extensions=["tables", "toc", "fenced_code"])

MATHML = (
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot msub msup msubsup munder mover munderover"
    " mmultiscripts mprescripts mtable mtr mtd mphantom mpadded"
)
ATTRIBUTES = {
    **dict.fromkeys(
        ("accent", "accentunder", "displaystyle", "stretchy", "symmetric", "largeop"), "true|false"
    ),
    **{"movablelimits": "true|false", "form": "prefix|infix|postfix", "display": "block"},
    **{"mathvariant": "normal"},
    **dict.fromkeys(("lspace", "rspace", "width", "minsize", "maxsize", "linethickness"), r"-?[\d.]+(em)?"),
}

HOSTILE = [
    r"$\href{javascript:alert(1)}{x}$",
    r"\href{javascript:alert(1)}{x}",
    r"$x + \href{javascript:alert(1)}{x}$",
    r"$\text{<script>alert(1)</script>}$",
    r"$<script>alert(1)</script>$",
    r"$\unicode{x3c}script\unicode{x3e}$",
    r"\unicode{x3c}script\unicode{62}",
    r"$\unicode{x24}$ $\unicode{x5c}$ $\unicode{x0}$ $\unicode{x110000}$ $\unicode{xd800}$",
    r"$\style{background:url(//evil.example)}{x}$ $\class{a}{x}$ $\cssId{a}{x}$",
    r"$\color{red\" onmouseover=alert(1)}x$",
    r"$\hspace{1em;background:url(x)}$ $\mathop{x}$ $\cancel{x}$",
    r"$\includegraphics{https://evil.example/pixel.png}$",
    r"$\def\a{\a\a}\a$",
    r"$\newcommand{\a}{b}\a$ $\let\a=b$ $\label{a}x$ $\tag{1}x$",
    r"$\text{*a* _b_ `c` [d](javascript:x) ![e](f) **g**}$ $a_b*c*d_e$",
    r"$\text{&lt;b&gt; &#60;}$",
    r"$\begin{align}a&=b\\c&=d\end{align}$",
    r"$\begin{array}{cc}a&b\end{array}$",
    "$x$ <img src=x onerror=alert(1)> $y$",
    "$$$ $$$$ $ $$ $",
    "$ $",
    "${$ $}$ {$x}$ $x{$",
    r"\textbf{$x} y$ \emph{",
    r"$\texttt{M$^3$Bench}$ $\text{a $b$ c}$ $\text{$\text{$\text{$\text{$x$}$}$}$}$",
    "}}}{{{",
    "\\",
    "$\\$",
    "$x\\$",
    r"\(x \[y\] z\)",
    r"\( \[ \) \]",
    r"\begin{document} \end \begin",
    r"\cite{ \cite[ \href{ \footnote{ \textsuperscript{ \unicode{ \ding{",
    "``''`'```",
    "&ApplyFunction; $&lt;$ $a & b$ $#1$ $%$",
    "1. $x$",
    "- $x$",
    "# $x$",
    "    $x$",
    "$x$\n===\n\n$y$",
    "{{ x }} {% y %} {: onclick=x }",
]


class Elements(HTMLParser):
    """The elements, attributes and words of some markup; every tag must be closed in its place."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.events: list[str] = []
        self._open: list[str] = []
        self.feed(markup)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.events.append(f"<{tag} {attrs}>")
        self._open.append(tag)

    def handle_endtag(self, tag):
        self.events.append(f"</{tag}>")
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.events.append(data)

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def words_of(markup: str) -> str:
    return "".join(event for event in Elements(markup).events if not event.startswith(("<", "</")))


def check(markup: str) -> None:
    """Nothing but text, MathML and code, with layout as the only attributes, on one line."""
    assert "\n" not in markup
    for tag, attributes in Elements(markup).found:
        if tag == "span":  # around a formula that begins a line
            assert not attributes and markup.startswith("<span><math")
            continue
        if tag == "code":
            assert attributes == {"class": "tex"}
            continue
        assert tag in MATHML.split()
        for name, value in attributes.items():
            assert re.fullmatch(ATTRIBUTES[name], value or ""), (name, value)


def check_markdown(markup: str) -> None:
    """A heading, a paragraph and an HTML block hold it just as it is."""
    inside = "".join(Elements(markup).events)
    if not inside.strip():
        return
    for page in (f"# <bdi>{markup}</bdi>", f"Words {markup}", f'<p class="abstract">{markup}</p>', markup):
        assert inside in "".join(Elements(MARKDOWN.reset().convert(page)).events), page


TOKENS = r"""
    $ $$ \( \) \[ \] { } {} \text{ \textbf{ \emph{ \href{ \frac \sqrt \left( \right) ^ _ & # % ~ -- `` ''
    ` ' x y 1 23 αβ < > " \alpha \times \unknown \begin{matrix} \end{matrix} \\ \ \$ \% \'e \"u \c{c}
    \unicode{x3c} \color{red} \hat \mathbb{R} \sum_{i=1}^n \def\a \a \cite{ * word and"""
BUSY = r"""
    $ $$ { } \ $x {a, \href{ \cite[ `a '' -- \textbf{ ${ \( $\text{ \'e ~ \footnote{ \[x {a$ \unicode{
    \cite{}"""
TEX = st.lists(st.sampled_from(TOKENS.split()) | st.just(" "), max_size=40).map("".join)


class TestFormulas:
    @pytest.mark.parametrize(
        ("tex", "part"),
        [
            ("$x_1^2$", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
            ("$$x$$", '<math display="block"><mi>x</mi></math>'),
            (r"\(x\)", "<math><mi>x</mi></math>"),
            (r"\[x\]", '<math display="block"><mi>x</mi></math>'),
            (r"$\mathbbm{1}$", "𝟙"),  # noqa: RUF001
            (r"$\boldsymbol{x}$", "𝒙"),  # noqa: RUF001
            (r"$\operatorname*{arg\,max}_x$", "<msub>"),
            (r"$\widetilde{O}(n)$", "<mover"),
            (r"$90^\circ$", "<msup>"),
            (r"a, 4$\times$8, b", "4<math><mo"),
            ("$16.3%$", "<mi>%</mi>"),
            (r"$\mathcal{X}_{\text{a_b}}$", "<mtext>a&#95;b</mtext>"),
        ],
    )
    def test_are_drawn_as_mathml(self, tex, part):
        assert part in to_html(tex)
        check(to_html(tex))

    def test_keep_the_spaces_around_them(self):
        assert to_html("a $x$ b, $y$. ") == "a <math><mi>x</mi></math> b, <math><mi>y</mi></math>."

    def test_that_cannot_be_read_stay_as_source(self):
        assert to_html(r"our $\ours_1$ b") == 'our <code class="tex">&#92;ours&#95;1</code> b'
        assert to_text(r"our $\ours_1$ b") == r"our \ours_1 b"

    def test_that_are_only_words_become_words(self):
        assert to_html(r"$\textbf{16.3%}$ and $\href{https://a.example}{here}$") == "16.3% and here"
        assert to_text(r"$\texttt{M$^3$Bench}$") == "M³Bench"

    @pytest.mark.parametrize("program", [r"\def\a{b}\a", r"\newcommand{\a}{b}\a", r"\let\a=b", r"\tag{1}x"])
    def test_that_are_programs_are_not_run(self, program):
        assert mathml.parse_formula(program) is None

    @pytest.mark.parametrize("bracket", ["[", "(", r"\{", r"\langle ", "⟨", r"\log(", r"\arg\max(", "(x^2"])
    def test_of_open_brackets_alone_do_not_keep_the_parser_busy(self, bracket):
        with little_work():
            for number in (12, 14, 16, 30, 300):
                mathml.parse_formula(bracket * number)

    def test_that_are_too_long_or_too_deep_are_not_tried(self):
        assert mathml.parse_formula("x" * 1001) is None
        assert mathml.parse_formula("{" * 60 + "}" * 60) is None
        assert mathml.parse_formula(r"\sqrt " * 200 + "x") is None
        assert mathml.parse_formula("x^" * 300 + "x") is None
        assert mathml.parse_formula("{" * 10 + "x" + "}" * 10) is not None


class TestMoney:
    @pytest.mark.parametrize(
        "words",
        [
            "costs $5 and $10",
            "from $48-$74 per voter",
            "at $18/hour versus $60/hour",
            "US$5, then US$ 7 and A$ 8",
            "$1.5M to $2M",
            "a lone $ in a line",
            "$",
            "$$",
            "only $0.005.",
        ],
    )
    def test_stays_money(self, words):
        assert to_text(words) == words
        assert to_html(words) == words.replace("$", "&#36;")

    def test_may_stand_beside_a_formula(self):
        assert to_text(r"$5 million and $x_1$") == "$5 million and x₁"
        assert "<msub>" in to_html("$5 million and $x_1$")
        assert to_text(r"\$5 or $5\%$ of \$7") == "$5 or 5% of $7"


class TestWords:
    @pytest.mark.parametrize(
        ("tex", "words"),
        [
            (r"T\"ULU", "TÜLU"),
            (
                r"Erd\H{o}s, B\'{e}zier, na\"{\i}ve, \c{c}, \v{s}, \'\i, K\=alid\=asa",
                "Erdős, Bézier, naïve, ç, š, í, Kālidāsa",
            ),
            (r"\textbf{M}ulti-\emph{modal} {\em and} \textsc{Small}", "Multi-modal and Small"),
            (r"{DP} for {I}mages", "DP for Images"),
            (r"\texttt{a_b} and \url{https://a.example/b_c}", "a_b and https://a.example/b_c"),
            (r"\href{https://a.example/\%20}{code}.", "code."),
            (r"\textcolor{red}{hot} {\color{blue} cold}", "hot cold"),
            (r"50\% \& a\_b \#1 \{c\}", "50% & a_b #1 {c}"),
            ("Fig.~3, but ~10x and 5~10", "Fig. 3, but ~10x and 5~10"),
            ("one--two -- three---four --flag", "one–two – three—four --flag"),
            ("``one'' `two' ''three'' it's `code`", "“one” ‘two’ “three” it's `code`"),
            (r"seen~\cite{x}, \citep[see][p. 1]{y}.", "seen,."),
            (r"code\footnote{At https://a.example.}", "code (At https://a.example.)"),
            (r"H\textsubscript{2}O, 10\textsuperscript{-3}, 5\textsuperscript{th}", "H₂O, 10-3, 5th"),
            (r"360{\deg} and 5 \pm 1 \mu m", "360° and 5 ± 1 μm"),
            (r"we propose \method, \ours{}!", r"we propose \method, \ours!"),
            (r"\revised{new} words\deleted{ old}", "new words"),
            (r"the set {a, b} and C:\temp", r"the set {a, b} and C:\temp"),
            (r"it\'s a \"quoted\" word", 'it\'s a "quoted" word'),
            (r"\unicode{x2013} and \ding{51}", "– and ✓"),
            ("an open { and \\textbf{one", "an open { and one"),
        ],
    )
    def test_lose_the_commands_around_them(self, tex, words):
        assert to_text(tex) == words
        assert words_of(to_html(tex)) == words

    @pytest.mark.parametrize(
        ("tex", "words"),
        [
            (r"$\times$", "×"),
            (r"$\alpha$", "α"),  # noqa: RUF001
            ("$x_1^2$", "x₁²"),
            ("$x_{ab}^{k}$", "x_ab^k"),
            ("$p<0.05$", "p < 0.05"),
            (r"$\mathcal{O}(n \log n)$", "O(n log n)"),
            (r"$\frac{a+b}{2}$", "(a+b)/2"),
            (r"$\sqrt{2}\,\hat{x}$", "√2x̂"),
            (r"$10^{-3}$", "10⁻³"),
            (r"$90^\circ$", "90°"),
            (r"$\mathbb{R}^{d \times d}$", "ℝ^(d×d)"),  # noqa: RUF001
            (r"$\sum_{i=1}^n x_i$", "∑_(i=1)ⁿx_i"),
            (r"$a'$", "a′"),  # noqa: RUF001
        ],
    )
    def test_stand_for_formulas_in_plain_text(self, tex, words):
        assert to_text(tex) == words

    def test_without_tex_are_left_alone(self):
        assert to_html("A plain title: 3 < 4") == "A plain title&#58; 3 &#60; 4"
        assert to_text(" A plain  title ") == "A plain title"


class TestShortening:
    def test_cuts_between_words_and_never_in_a_formula(self):
        words = "one two $x_1 + x_2$ three four"
        for limit in range(1, 40):
            short = to_html(words, limit)
            check(short)
            assert len(words_of(short)) <= max(limit, 1)
            assert short.count("<math>") in (0, 1)
        assert to_html(words, 12) == "one two …"
        assert to_html(words, 100) == to_html(words)

    def test_leaves_what_fits(self):
        assert to_html("abc", 3) == "abc"
        assert to_html("abc def", 5) == "abc…"


class TestStrangers:
    @pytest.mark.parametrize("words", HOSTILE)
    def test_cannot_bring_markup_with_them(self, words):
        markup = to_html(words)
        check(markup)
        check_markdown(markup)
        check(to_html(words, 20))
        assert "javascript" not in markup or "<a" not in markup

    @given(TEX | st.text(max_size=200))
    @example("$x$ $")
    @settings(max_examples=examples(300), deadline=None)
    def test_cannot_break_it_whatever_they_type(self, words):
        markup = to_html(words)
        check(markup)
        check_markdown(markup)
        check(to_html(words, 15))
        assert "\n" not in to_text(words)

    @given(TEX)
    @settings(max_examples=examples(200), deadline=None)
    def test_are_read_the_same_each_time(self, words):
        first = to_html(words), to_text(words)
        to_html.__globals__["_convert_to_html"].cache_clear()
        mathml.parse_formula.cache_clear()
        assert (to_html(words), to_text(words)) == first

    @given(st.text(alphabet=st.characters(exclude_characters="$\\~`{}-'"), max_size=100))
    def test_plain_words_are_the_same_read_twice(self, words):
        assert to_text(to_text(words)) == to_text(words)

    @pytest.mark.parametrize(
        "tex", ["$x_1^2$", r"$\alpha$-b \% 5", r"T\"ULU {D}P", "``a'' b--c~d", "costs $5 and $10"]
    )
    def test_words_already_plain_stay(self, tex):
        assert to_text(to_text(tex)) == to_text(tex)

    @pytest.mark.parametrize("unit", [*BUSY.split(), "$x$ ", "a ", "$1 "])
    def test_cannot_keep_it_busy(self, unit):
        words = unit * (100_000 // len(unit))
        with little_work(8.0):
            to_html(words)
            to_text(words)


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\'{\O} and \'\O and \'{{\O}}", "Ǿ and Ǿ and Ǿ"),
        (r"\'{\o}, \'{\ae}, \'\AE, \={\ae}, \'{\aa}", "ǿ, ǽ, Ǽ, ǣ, ǻ"),
        (r"\'{\i}, \'\i, \"{\i}, \u{\i}, \.{\i}, \v{\j}", "í, í, ï, ĭ, i, ǰ"),
        (r"\'{\L}, \k{\o}, \H{\o}", "L\u0301, ø\u0328, ø\u030b".replace("L", "Ł")),
        (r"\'{\oe}uvre", "œ\u0301uvre"),
        (r"\v{cs}, \'{ee}, \t{oo}", "čs, ée, o\u0361o"),
        (r"Nguy\~{\^e}n, \d{\^o}, \'{\^{e}}", "Nguyễn, ộ, ế"),
        (
            r"Erd\H{o}s, G\"odel, Ren\'{e}, Mart\'{\i}n, \'Etoile, \v Cech",
            "Erdős, Gödel, René, Martín, Étoile, Čech",
        ),
        (r"S\o ren, \AA ngstr\"om, Stra\ss e, \L{}\'od\'z", "Søren, Ångström, Straße, Łódź"),
        (r"don\'t \'quoted\'", "don't 'quoted'"),
        (
            r"the \b{eta}-VAE, Fleiss' \k{appa} and \v{arphi}",
            "the β-VAE, Fleiss' κ and φ",
        ),  # as arXiv spells them
    ],
)
def test_an_accent_never_changes_its_letter(tex, words):
    assert to_text(tex) == words


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"in $O(\log n)$ steps", "in O(log n) steps"),
        (r"in $O( \log n )$ or $O(n \log n)$", "in O(log n) or O(n log n)"),
        (r"$\mathcal{O}\left(\log^2 n\right)$", "O(log² n)"),
        (r"$f[\sin x]$ and $\{\ln a\}$", "f[sin x] and {ln a}"),
        (r"$2\log n$ and $\exp(x)$", "2 log n and exp(x)"),
    ],
)
def test_no_space_stands_within_the_brackets_of_a_formula(tex, words):
    assert to_text(tex) == words
