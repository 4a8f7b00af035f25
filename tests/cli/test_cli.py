"""The commands as a person types them: what they say, and how they end."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from broadsheet.cli import main


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_check_names_every_problem_with_file_and_key(world):
    (world / "content/config/topics.yaml").write_text(
        "topics:\n  - {slug: a, name: A, match: {abstrct: [x], title: [y]}}\n"
        "  - {slug: a, name: B, match: {words: x}}\n"
    )
    result = run("check", "--root", world)
    assert result.exit_code == 1
    for line in (
        "content/config/topics.yaml: topics[0].match: unknown key 'abstrct'; did you mean 'abstract'?",
        "content/config/topics.yaml: topics: 2 entries have the slug 'a'; each needs its own",
        "content/config/topics.yaml: topics[1].match.words: must be a list of texts, not 'x'",
    ):
        assert line in result.output.splitlines()


def test_a_folder_that_is_no_site_is_said_to_be_none(tmp_path):
    for command in ("check", "build", "fetch"):
        result = run(command, "--root", tmp_path)
        assert result.exit_code == 1
        assert result.output.splitlines()[0].startswith("mkdocs.yml: missing; run 'broadsheet init'")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--since", "2026-05-1x"], "--since '2026-05-1x' is not a date; write it as 2026-05-18"),
        (["--since", "2026-05-20", "--until", "2026-05-18"], "--since 2026-05-20 is after --until"),
        (["--until", "2026-06-01"], "is after today, 2026-05-29 (UTC)"),
        (["--since", "1026-05-05"], "--since 1026-05-05: give a day from 1991-01-01 to 2199-12-31"),
        (["--since", "0206-01-01"], "--since 0206-01-01: give a day from 1991-01-01 to 2199-12-31"),
        (["--days", "3", "--since", "2026-05-20"], "give one of them"),
        (["--days", "0"], "0 is not in the range"),
    ],
)
def test_dates_that_make_no_sense_are_told_before_anything_is_asked(world, words, told):
    result = run("fetch", "--root", world, "--today", "2026-05-29", *words)
    assert result.exit_code == 2
    assert told in " ".join(result.output.split())


def test_nothing_left_to_read_is_no_failure(tmp_path):
    run("init", tmp_path)
    result = run("fetch", "--root", tmp_path, "--today", "2026-03-08", "--since", "2026-03-07")
    assert result.exit_code == 0, "a weekend is not asked for"
    assert "0 days read, 0 failed: 0 new papers" in result.output


def test_a_key_that_is_none_is_said_without_saying_it(world):
    words = ["fetch", "--root", str(world), "--today", "2026-03-03"]
    done = CliRunner().invoke(main, words, env={"HF_TOKEN": "hf_s3cret\nX-Evil: 1"})
    assert done.exit_code == 1
    assert done.stderr == "HF_TOKEN: has characters that no key has; set it anew, or unset it\n"
