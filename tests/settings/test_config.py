"""Configuration: the values that people set, or everything that is wrong with them in one run."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from broadsheet.errors import ConfigError
from broadsheet.fetching.sources import SOURCE_KINDS
from broadsheet.model.curation import Conditions, Effect, Ranking, Rule, Topic, Watch
from broadsheet.model.period import is_holiday
from broadsheet.model.site import Site, SourceConfig, Stopped
from broadsheet.pipeline import read_settings
from broadsheet.settings.config import Config
from broadsheet.settings.exports import ALL_MONTHS
from broadsheet.settings.source_kinds import SettingType, SourceKind

MKDOCS = "site_name: The Small Review\nsite_url: https://review.example/digest\n"
STONES = "  - name: Loose Stones\n    match: {words: [stone]}\n"
TOPICS = "topics:\n" + STONES
TWICE = TOPICS + STONES


def write(root: Path, mkdocs: str | None = MKDOCS, **config: str | bytes) -> Path:
    """A site with these files in content/config, by their names without the ending."""
    folder = root / "content" / "config"
    folder.mkdir(parents=True)
    if mkdocs is not None:
        (root / "mkdocs.yml").write_text(mkdocs, "utf-8")
    for name, text in config.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.yaml").write_bytes(data)
    return root


def problems(root: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_settings(root)
    return list(caught.value.problems)


def test_every_setting_comes_through(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        mkdocs=MKDOCS + "site_description: Papers that count\ntheme:\n  name: broadsheet\n  language: de\n",
        site="top: 0\nfeed_papers: 20\n",
        sources="sources:\n  - kind: huggingface\n    name: mirror\n    title: A Mirror\n"
        "    url: http://127.0.0.1:8000/\n    home: https://mirror.example/\n"
        "    ai_summary: true\n    weekends: true\n",
        topics="topics:\n  - slug: stones\n    name: Loose Stones\n    about: On the ground.\n    match:\n"
        "      words: [stone]\n      title: [pebble]\n      abstract: [rock]\n      keywords: [grit]\n"
        "      categories: [math.HO]\n",
        rules="rules:\n  - name: Heavy\n    effect: score\n    points: -2.5\n    when:\n"
        "      topics: [stones]\n"
        "      authors: [Ada Example]\n      organisations: [Quarry]\n      sources: [mirror]\n"
        "      votes_at_least: 0\n",
    )
    (root / "content/words").mkdir()
    (root / "content/words/de.po").write_text('msgid "Saved"\nmsgstr "Gemerkt"\n', "utf-8")
    stones = Conditions(
        words=("stone",), title=("pebble",), abstract=("rock",), keywords=("grit",), categories=("math.HO",)
    )
    home = "https://mirror.example/"
    heavy = Conditions(
        topics=("stones",),
        authors=("Ada Example",),
        organisations=("Quarry",),
        sources=("mirror",),
        votes_at_least=0,
    )
    assert read_settings(root) == Config(
        site=Site("The Small Review", "https://review.example/digest/", "Papers that count", "de", 0, 20),
        sources=(
            SourceConfig(
                "mirror",
                "huggingface",
                "A Mirror",
                "http://127.0.0.1:8000",
                home,
                True,
                own=(("ai_summary", True),),
            ),
        ),
        topics=(Topic("stones", "Loose Stones", "On the ground.", stones),),
        rules=(Rule("Heavy", Effect.SCORE, heavy, -2.5),),
    )


@pytest.mark.parametrize(
    ("text", "months", "packed"),
    [
        ("", 12, False),
        ("host: github-pages\n", 12, False),
        ("host: netlify\n", 12, False),
        ("host: cloudflare-pages\n", ALL_MONTHS, True),
        ("host: gitlab-pages\n", ALL_MONTHS, True),
        ("host: cloudflare-pages\nexports: {months: 3}\n", 3, False),
        ("host: cloudflare-pages\nexports: {packed: true, months: 24}\n", 24, True),
        ("exports: packed\n", ALL_MONTHS, True),
        ("exports: {packed: true}\n", ALL_MONTHS, True),
        ("exports: {packed: false}\n", 12, False),
        ("exports: {months: 0}\n", 0, False),
        ("exports: {months: 1000000}\n", ALL_MONTHS, False),
    ],
)
def test_exports_are_packed_where_the_host_limits_files_and_nobody_says_otherwise(
    tmp_path: Path, text, months, packed
) -> None:
    site = read_settings(write(tmp_path, site=text)).site
    assert (site.export_months, site.packs_exports) == (months, packed)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("exports: pack\n", "exports: must be packed, or a mapping such as {months: 12}, not 'pack'"),
        ("exports: 12\n", "exports: must be a mapping of keys to values"),
        ("exports: {packs: true}\n", "exports: unknown key 'packs'; did you mean 'packed'?"),
        ("exports: {packed: 3}\n", "exports.packed: must be true or false, not 3"),
    ],
)
def test_exports_of_any_other_kind_are_refused(tmp_path: Path, text, problem) -> None:
    assert problems(write(tmp_path, site=text)) == [f"content/config/site.yaml: {problem}"]


@pytest.mark.parametrize(
    ("text", "cards", "days"),
    [
        ("", True, 30),
        ("cards: true\n", True, 30),
        ("cards: false\n", False, 0),
        ("cards: {papers: 7}\n", True, 7),
        ("cards: {papers: 0}\n", True, 0),
        ("cards: {papers: true}\n", True, 30),
        ("cards: {papers: false}\n", True, 0),
        ("cards: {}\n", True, 30),
        ("exports: packed\n", True, 0),
        ("exports: packed\ncards: true\n", True, 0),
        ("exports: packed\ncards: {papers: 7}\n", True, 7),
    ],
)
def test_cards_may_be_none_or_of_papers_of_so_many_days(tmp_path: Path, text, cards, days) -> None:
    site = read_settings(write(tmp_path, site="top: 5\n" + text)).site
    assert (site.cards, site.paper_cards) == (cards, days)
    assert not site.cards_in_mail, "who opens a letter is told to nobody before the owner says so"


def test_cards_may_stand_in_mail(tmp_path: Path) -> None:
    site = read_settings(write(tmp_path, site="top: 5\ncards: {mail: true}\n")).site
    assert (site.cards, site.paper_cards, site.cards_in_mail) == (True, 30, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("cards: 30\n", "cards: must be a mapping of keys to values"),
        ("cards: {papers: 400}\n", "cards.papers: must be at most 366 days, not 400"),
        ("cards: {papers: -1}\n", "cards.papers: must be a whole number from 0, not -1"),
        ("cards: {papers: all}\n", "cards.papers: must be a whole number from 0, not 'all'"),
        ("cards: {paper: 30}\n", "cards: unknown key 'paper'; did you mean 'papers'?"),
    ],
)
def test_cards_of_any_other_kind_are_refused(tmp_path: Path, text, problem) -> None:
    assert problems(write(tmp_path, site=text)) == [f"content/config/site.yaml: {problem}"]


def test_only_mkdocs_yml_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    site = Site("The Small Review", "https://review.example/digest/")
    assert read_settings(tmp_path) == Config(site=site, sources=(), topics=(), rules=())


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    config = read_settings(
        write(tmp_path, topics="# nothing yet\n", rules="", sources="sources:\n", site="---\n")
    )
    assert (config.topics, config.rules, config.sources) == ((), (), ())


def test_a_source_is_named_after_its_kind_and_a_topic_addressed_by_its_name(tmp_path: Path) -> None:
    config = read_settings(write(tmp_path, sources="sources: [{kind: huggingface}]", topics=TOPICS))
    kind = SOURCE_KINDS["huggingface"]
    assert config.sources == (
        SourceConfig(
            "huggingface", "huggingface", kind.title, kind.url, kind.home, own=(("ai_summary", False),)
        ),
    )
    assert config.topics[0].slug == "loose-stones"


def test_summaries_by_models_are_asked_for_at_the_sources_that_have_them(tmp_path: Path) -> None:
    other = "{kind: broadsheet, name: b, title: B, url: 'https://b.example', ai_summary: true}"
    arxiv = "{kind: arxiv, categories: [cs.CL], ai_summary: true}"
    root = write(tmp_path / "sound", sources=f"sources: [{{kind: huggingface, ai_summary: true}}, {other}]\n")
    assert [source.flag("ai_summary") for source in read_settings(root).sources] == [True, True]
    [problem] = problems(write(tmp_path / "wrong", sources=f"sources: [{arxiv}]\n"))
    assert "ai_summary" in problem


def required_settings(kind: SourceKind) -> str:
    """Return the least that an entry of this kind needs, as YAML for a mapping between braces."""
    needed = "" if kind.url else ", name: n, title: T, url: 'https://x.example'"
    for setting in kind.settings:
        if setting.required:
            value = "[cs.CL]" if setting.type is SettingType.TEXTS else "value"
            needed += f", {setting.key}: {value}"
    return needed


@pytest.mark.parametrize("kind", SOURCE_KINDS)
def test_every_kind_of_source_can_be_narrowed_by_authors_words_and_a_limit(tmp_path: Path, kind: str) -> None:
    needed = required_settings(SOURCE_KINDS[kind])
    config = read_settings(
        write(tmp_path, sources=f"sources: [{{kind: {kind}, authors: [A B], words: [c], most: 7{needed}}}]\n")
    )
    [source] = config.sources
    assert (source.authors, source.words, source.daily_limit) == (("A B",), ("c",), 7)


def test_an_edition_is_the_sample_or_is_not_named(tmp_path: Path) -> None:
    assert not read_settings(write(tmp_path / "own")).site.is_sample
    assert read_settings(write(tmp_path / "sample", site="edition: sample\n")).site.is_sample
    (told,) = problems(write(tmp_path / "typed", site="edition: Sample\n"))
    assert told == "content/config/site.yaml: edition: must be sample, or left away"


def test_every_problem_of_every_file_is_told_in_one_run(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        mkdocs="site_name: The Small Review\nuse_directory_urls: false\n",
        site="tpo: 3\ntop: -1\n",
        sources="sources:\n  - {kind: pigeon, name: Pigeon Post}\n  - {kind: huggingface, weekends: 1}\n",
        topics="topics:\n  - name: Stones\n    match: {abstrct: [stone], words: pebble}\n  - slug: Rocks!\n",
        rules="rules:\n  - {name: A, effect: lift, when: {topics: [feathers], sources: [feathers]}}\n",
    )
    config = "content/config"
    found = problems(root)
    expected = [
        "mkdocs.yml: missing 'site_url'",
        "mkdocs.yml: use_directory_urls: must be true: the addresses of papers are folders",
        f"{config}/site.yaml: top: must be a whole number from 0, not -1",
        f"{config}/site.yaml: unknown key 'tpo'; did you mean 'top'?",
        f"{config}/sources.yaml: sources[0].kind: no such kind 'pigeon'; known: {', '.join(SOURCE_KINDS)}",
        f"{config}/sources.yaml: sources[0].name: must be lower-case letters, digits and hyphens",
        f"{config}/sources.yaml: sources[1].weekends: must be true or false, not 1",
        f"{config}/topics.yaml: topics[0].match.words: must be a list of texts, not 'pebble'",
        f"{config}/topics.yaml: topics[0].match: unknown key 'abstrct'; did you mean 'abstract'?",
        f"{config}/topics.yaml: topics[1]: missing 'name'",
        f"{config}/rules.yaml: rules[0].effect: no such effect 'lift'; "
        "known: include, exclude, pin, hide, score",
        f"{config}/rules.yaml: rules[0].when.topics: no topic 'feathers' in {config}/topics.yaml",
        f"{config}/rules.yaml: rules[0].when.sources: no source 'feathers' in {config}/sources.yaml",
    ]
    assert [line for line in expected if line not in found] == []
    assert all(line.startswith(("mkdocs.yml: ", f"{config}/")) for line in found)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("topics", TWICE, "topics: 2 entries have the slug 'loose-stones'; each needs its own"),
        ("topics", TWICE, "topics: 2 entries have the name 'Loose Stones'; each needs its own"),
        (
            "sources",
            "sources: [{kind: huggingface}, {kind: huggingface}]",
            "sources: 2 entries have the name ",
        ),
        (
            "rules",
            "rules:\n" + "  - {name: Heavy, effect: pin, when: {words: [stone]}}\n" * 2,
            "rules: 2 entries have the name 'Heavy'; each needs its own",
        ),
    ],
)
def test_two_entries_of_one_name_are_refused(tmp_path: Path, name: str, text: str, problem: str) -> None:
    found = problems(write(tmp_path, **{name: text}))
    assert [line for line in found if line.startswith(f"content/config/{name}.yaml: {problem}")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("topics: []\ntopics: []\n", "line 2: the key 'topics' stands twice"),
        ("topics:\n  - name: a\n    name: b\n", "line 3: the key 'name' stands twice"),
        ("topics:\n\t- name: a\n", "line 2: not YAML: "),
        ("topics: [a\n", "line 2: not YAML: "),
        ("topics: {{ topics }}\n", "not YAML: "),
        ("? [a, b]\n: c\n", "not YAML: "),
        ("topics: !!python/object/apply:os.system [true]\n", "line 1: not YAML: "),
        ("topics: 2026-02-30\n", "not YAML: "),
        ("topics: \x00\n", "not YAML: "),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem_with_its_line(
    tmp_path: Path, text: str, problem: str
) -> None:
    found = problems(write(tmp_path, topics=text))
    assert len(found) == 1
    assert found[0].startswith("content/config/topics.yaml: ")
    assert problem in found[0]
    assert "\n" not in found[0]


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    found = problems(write(tmp_path, topics=b"topics: [caf\xe9]"))
    assert found == ["content/config/topics.yaml: is not UTF-8 text; save it as UTF-8"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    config = read_settings(write(tmp_path, topics=b"\xef\xbb\xbf" + TOPICS.encode()))
    assert len(config.topics) == 1


@pytest.mark.parametrize("text", ["- name: Stones\n", "stones\n"])
def test_a_file_that_is_no_mapping_is_a_problem(tmp_path: Path, text: str) -> None:
    found = problems(write(tmp_path, topics=text))
    assert found == ["content/config/topics.yaml: must be a mapping of keys to values"]


def test_a_phrase_of_which_only_a_letter_is_left_is_refused(tmp_path: Path) -> None:
    found = problems(write(tmp_path, topics=TOPICS.replace("words: [stone]", 'words: [stone, C++, "R"]')))
    assert found == [
        "content/config/topics.yaml: topics[0].match.words: "
        "'C++' is nothing but signs and a letter, which cannot be found"
    ]


# -- mkdocs.yml --------------------------------------------------------------------------


def test_a_folder_without_mkdocs_yml_is_no_site_and_the_rest_is_still_read(tmp_path: Path) -> None:
    found = problems(write(tmp_path, mkdocs=None, site="tpo: 3\n", topics="topics: 1\n"))
    assert found == [
        "mkdocs.yml: missing; run 'broadsheet init' here, or name the folder with --root",
        "content/config/site.yaml: unknown key 'tpo'; did you mean 'top'?",
        "content/config/topics.yaml: topics: must be a list, not 1",
    ]


@pytest.mark.parametrize(
    ("mkdocs", "expected"),
    [
        ("site_name: A\n", ["mkdocs.yml: missing 'site_url'"]),
        ("site_url: https://a.example/\n", ["mkdocs.yml: missing 'site_name'"]),
        (
            "site_name: A\nsite_url: a.example\n",
            ["mkdocs.yml: site_url: must be an http(s) address, not 'a.example'"],
        ),
    ],
)
def test_a_site_needs_a_name_and_an_address(tmp_path: Path, mkdocs: str, expected: list[str]) -> None:
    assert problems(write(tmp_path, mkdocs=mkdocs)) == expected


def test_what_only_mkdocs_understands_is_left_to_mkdocs(tmp_path: Path) -> None:
    mkdocs = MKDOCS + "nav: [{Home: index.md}]\nemoji: !!python/name:material.extensions.emoji.twemoji\n"
    assert read_settings(write(tmp_path, mkdocs=mkdocs)).site.name == "The Small Review"


def test_the_folder_of_the_site_is_that_of_mkdocs_yml(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path)).site.site_dir == "site"
    (tmp_path / "mkdocs.yml").write_text(MKDOCS + "site_dir: ../public\ndocs_dir: ./build/docs/\n", "utf-8")
    assert read_settings(tmp_path).site.site_dir == "../public"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("INHERIT: base.yml", "INHERIT: is not followed; put the keys of that file into this one"),
        ("docs_dir: docs", "docs_dir: must be build/docs, where the pages are written, not 'docs'"),
        ("docs_dir: [build/docs]", "docs_dir: must be text, not ['build/docs']; put it in quotes"),
        ("site_dir: 3", "site_dir: must be text, not 3; put it in quotes"),
    ],
)
def test_what_would_have_mkdocs_render_another_site_is_refused(
    tmp_path: Path, line: str, expected: str
) -> None:
    assert problems(write(tmp_path, mkdocs=f"{MKDOCS}{line}\n")) == [f"mkdocs.yml: {expected}"]


def test_what_mkdocs_reads_beside_its_docs_is_known_by_path(tmp_path: Path) -> None:
    theme = "theme: {name: broadsheet, custom_dir: overrides}\n"
    mkdocs = f"{MKDOCS}{theme}hooks: [hook.py, 3]\nwatch: [notes, ../more]\n"
    assert read_settings(write(tmp_path, mkdocs=mkdocs)).watched_paths == (
        *("overrides", "hook.py", "notes", "../more"),
    )
    (tmp_path / "mkdocs.yml").write_text(MKDOCS + "theme: broadsheet\nwatch: notes\n", "utf-8")
    assert read_settings(tmp_path).watched_paths == ()


def test_the_address_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    default = "https://default.example/"
    mkdocs = f"site_name: A\nsite_url: !ENV [BROADSHEET_TEST_A, BROADSHEET_TEST_B, '{default}']\n"
    root = write(tmp_path, mkdocs=mkdocs)
    assert read_settings(root).site.url == default
    monkeypatch.setenv("BROADSHEET_TEST_B", "https://second.example")
    assert read_settings(root).site.url == "https://second.example/"
    monkeypatch.setenv("BROADSHEET_TEST_A", "https://first.example")
    assert read_settings(root).site.url == "https://first.example/"


def test_a_variable_that_is_not_set_and_has_no_default_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in ("!ENV BROADSHEET_TEST_A", "!ENV [BROADSHEET_TEST_A]"):
        (tmp_path / "mkdocs.yml").write_text(f"site_name: A\nsite_url: {value}\n", "utf-8")
        monkeypatch.delenv("BROADSHEET_TEST_A", raising=False)
        assert problems(tmp_path) == ["mkdocs.yml: missing 'site_url'"]
        monkeypatch.setenv("BROADSHEET_TEST_A", "https://first.example/")
        assert read_settings(tmp_path).site.url == "https://first.example/"


def test_a_variable_with_punctuation_in_it_is_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path, mkdocs="site_url: https://a.example/\nsite_name: !ENV BROADSHEET_TEST_A\n")
    for name in ("Stones: a weekly", "Stones #1", "[Stones", "- Stones"):
        monkeypatch.setenv("BROADSHEET_TEST_A", name)
        assert read_settings(root).site.name == name


def test_a_theme_may_be_a_name_and_its_language_must_be_a_text(tmp_path: Path) -> None:
    root = write(tmp_path, mkdocs=MKDOCS + "theme: broadsheet\n")
    assert read_settings(root).site.language == "en"
    (root / "mkdocs.yml").write_text(MKDOCS + "theme: {name: broadsheet, language: no}\n", "utf-8")
    assert problems(root) == ["mkdocs.yml: theme.language: must be text, not False; put it in quotes"]


def test_a_variable_has_the_kind_that_mkdocs_gives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write(tmp_path, mkdocs=MKDOCS + "use_directory_urls: !ENV [BROADSHEET_TEST_A, false]\n")
    monkeypatch.setenv("BROADSHEET_TEST_A", "true")
    assert read_settings(root).site.name == "The Small Review"


# -- topics and rules --------------------------------------------------------------------


@pytest.mark.parametrize("match", ["", "    match: {}\n", "    match: {words: []}\n"])
def test_a_topic_that_matches_nothing_is_a_problem(tmp_path: Path, match: str) -> None:
    found = problems(write(tmp_path, topics=f"topics:\n  - name: Stones\n{match}"))
    assert found == [
        "content/config/topics.yaml: topics[0].match: matches nothing; "
        "give at least one of: words, title, abstract, keywords, categories"
    ]


def test_a_topic_looks_at_the_text_alone(tmp_path: Path) -> None:
    found = problems(
        write(tmp_path, topics="topics:\n  - {name: A, match: {words: [a], votes_at_least: 3}}\n")
    )
    assert len(found) == 1
    assert found[0].startswith("content/config/topics.yaml: topics[0].match: unknown key 'votes_at_least'; ")


def test_a_topic_whose_name_has_no_letter_needs_a_slug(tmp_path: Path) -> None:
    topics = "topics:\n  - {name: 漢字, match: {words: [a]}}\n  - {name: B, slug: B b, match: {words: [b]}}\n"
    assert problems(write(tmp_path, topics=topics)) == [
        f"content/config/topics.yaml: topics[{n}].slug: must be lower-case letters, digits and hyphens"
        for n in (0, 1)
    ]


def test_a_topic_is_not_called_what_no_page_may_be(tmp_path: Path) -> None:
    topics = "topics:\n  - {name: Index, match: {words: [a]}}\n"
    assert problems(write(tmp_path, topics=topics)) == [
        "content/config/topics.yaml: topics[0].slug: no page may be called 'index'; write another slug"
    ]


@pytest.mark.parametrize("effect", Effect)
def test_points_belong_to_rules_that_score_and_to_no_other(tmp_path: Path, effect: Effect) -> None:
    def rules(points: str) -> str:
        return f"rules:\n  - {{name: A, effect: {effect}, {points} when: {{words: [a]}}}}\n"

    with_points = write(tmp_path / "with", rules=rules("points: 3,"))
    without = write(tmp_path / "without", rules=rules(""))
    right, wrong = (with_points, without) if effect is Effect.SCORE else (without, with_points)
    assert read_settings(right).rules[0].effect is effect
    assert len(problems(wrong)) == 1
    assert "points" in problems(wrong)[0]


def test_a_rule_without_a_name_or_a_condition_is_a_problem(tmp_path: Path) -> None:
    found = problems(write(tmp_path, rules="rules:\n  - effect: pin\n"))
    place = "content/config/rules.yaml: rules[0]"
    nothing = next(line for line in found if line.startswith(f"{place}.when: matches nothing; "))
    assert [field.name for field in fields(Conditions) if field.name not in nothing] == []
    assert f"{place}: missing 'name'" in found


def test_a_number_of_votes_is_condition_enough_for_a_rule(tmp_path: Path) -> None:
    rules = "rules:\n  - {name: A, effect: pin, when: {votes_at_least: 0}}\n"
    assert read_settings(write(tmp_path, rules=rules)).rules[0].when == Conditions(votes_at_least=0)


def test_a_topic_or_source_that_a_rule_names_must_exist(tmp_path: Path) -> None:
    rules = "rules:\n" + "".join(
        f"  - {{name: {name}, effect: pin, when: {when}}}\n"
        for name, when in [("A", "{topics: [loose-stones]}"), ("B", "{topics: [Loose Stones, sand]}")]
    )
    place = "content/config/rules.yaml: rules[1].when.topics: no topic"
    assert problems(write(tmp_path, topics=TOPICS, rules=rules)) == [
        f"{place} 'Loose Stones' in content/config/topics.yaml",
        f"{place} 'sand' in content/config/topics.yaml",
    ]


def test_a_file_that_cannot_be_read_is_not_also_blamed_for_what_it_would_have_said(tmp_path: Path) -> None:
    rules = "rules:\n  - {name: A, effect: pin, when: {topics: [loose-stones]}}\n"
    found = problems(write(tmp_path, mkdocs="site_name: [\n", topics="topics: [\n", rules=rules))
    assert [line.partition(": ")[0] for line in found] == ["mkdocs.yml", "content/config/topics.yaml"]


# -- ranking and holidays ------------------------------------------------------------------


def test_a_ranking_comes_through_and_none_gives_todays_order(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        topics=TOPICS,
        ranking="votes: 0.5\nrecency: {points: 10, days: 7}\ntopics: {loose-stones: 3}\n"
        "watch:\n  - {author: Ada Example, points: 20}\n  - organisation: Quarry\n"
        "negative:\n  - {name: Dust, points: -5, when: {words: [dust]}}\n",
    )
    assert read_settings(root).ranking == Ranking(
        votes=0.5,
        recency=10,
        recency_days=7,
        topics=(("loose-stones", 3),),
        watch=(Watch("author", "Ada Example", 20), Watch("organisation", "Quarry")),
        negative=(Rule("Dust", Effect.SCORE, Conditions(words=("dust",)), -5),),
    )
    (root / "content/config/ranking.yaml").unlink()
    assert read_settings(root).ranking == Ranking()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("vote: 2", "unknown key 'vote'; did you mean 'votes'?"),
        ("votes: many", "votes: must be a number, not 'many'"),
        ("recency: {points: 1, days: 0}", "recency.days: must be a whole number from 1"),
        ("recency: {point: 1}", "recency: unknown key 'point'; did you mean 'points'?"),
        ("topics: {sand: 1}", "topics: no topic 'sand' in content/config/topics.yaml"),
        ("watch: [{points: 1}]", "watch[0]: name one 'author' or one 'organisation'"),
        ("watch: [{author: A, organisation: B}]", "watch[0]: name one 'author' or one 'organisation'"),
        ("watch: [{author: A}, {author: a}]", "watch: 2 entries have the author 'a'; each needs its own"),
        (
            "negative: [{name: X, points: 5, when: {words: [dust]}}]",
            "negative[0].points: must be below 0, such as -10: it is how far such a paper sinks",
        ),
        ("negative: [{points: -5, when: {words: [dust]}}]", "negative[0]: missing 'name'"),
        (
            "negative: [{name: X, points: -5, when: {sources: [gone]}}]",
            "negative[0].when.sources: no source 'gone' in content/config/sources.yaml",
        ),
    ],
)
def test_what_is_wrong_with_a_ranking_is_said_with_its_key(tmp_path: Path, text: str, told: str) -> None:
    assert problems(write(tmp_path, ranking=text)) == [f"content/config/ranking.yaml: {told}"]


def test_other_files_can_be_read_in_place_of_the_sites_and_are_blamed_themselves(tmp_path: Path) -> None:
    root = write(tmp_path, topics=TOPICS, rules="rules: []")
    other = tmp_path / "other.yaml"
    other.write_text("rules:\n  - {name: X, effect: exclude, when: {words: [sand], topics: [gone]}}\n")
    with pytest.raises(ConfigError) as caught:
        read_settings(root, instead={"rules": other})
    place = f"{other}: rules[0].when.topics"
    assert caught.value.problems == (f"{place}: no topic 'gone' in content/config/topics.yaml",)


def test_holidays_are_dates_or_days_of_every_year(tmp_path: Path) -> None:
    holidays = read_settings(write(tmp_path, site="holidays: [2026-12-24, '12-25', '02-29']\n")).site.holidays
    days = [date(2026, 12, 24), date(2027, 12, 24), date(2026, 12, 25), date(2027, 12, 25)]
    assert [is_holiday(day, holidays) for day in days] == [True, False, True, True]


@pytest.mark.parametrize(
    "text", ["[12-32]", "['2026-02-30']", "[christmas]", "12-25", "[7]", "[[x]]", "{a: b}"]
)
def test_a_holiday_that_is_no_day_is_refused(tmp_path: Path, text: str) -> None:
    (told,) = problems(write(tmp_path, site=f"holidays: {text}\n"))
    assert told.startswith("content/config/site.yaml: holidays: must be a list of dates such as 2026-12-25")


# -- states ------------------------------------------------------------------------------------------


def test_a_site_is_a_sample_or_has_stopped_where_its_owner_says_so(tmp_path: Path) -> None:
    site = read_settings(write(tmp_path / "sample", site="edition: sample\n")).site
    assert (site.is_sample, site.stopped) == (True, None)
    words = "stopped: {since: 2026-05-29, next: 'https://papers.example/'}\n"
    site = read_settings(write(tmp_path / "over", site=words)).site
    assert (site.is_sample, site.stopped) == (False, Stopped(date(2026, 5, 29), "https://papers.example/"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("edition: morning", "edition: must be sample, or left away"),
        ("stopped: {next: 'https://papers.example/'}", "stopped: missing 'since'"),
        ("stopped: {since: Friday}", "stopped.since: must be a date like 2026-05-18, not 'Friday'"),
        ("stopped: {since: 2026-05-29, next: over there}", "stopped.next: must be an http(s) address"),
        ("stopped: {since: 2026-05-29, then: x}", "stopped: unknown key 'then'"),
    ],
)
def test_states_that_make_no_sense_are_refused(tmp_path: Path, words: str, expected: str) -> None:
    (told,) = problems(write(tmp_path, site=f"{words}\n"))
    assert told.startswith(f"content/config/site.yaml: {expected}")
