"""`take-in`: forms of readers, from what a host or a mail carries to content/, or to a refusal in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from arxiv_made import entry, feed
from click.testing import CliRunner
from forms_made import REPOSITORY, TODAY, answer, form, mail, said, take_in, with_repository

from broadsheet.cli import main
from broadsheet.model.provenance import givers_of
from broadsheet.settings.yaml import parse_yaml

PAPER_FILE = "papers/2605/2605.00001.json"
NOTE = "notes/2605.00001.md"


def give_paper(answers, **parts: str) -> None:
    """arXiv knows the paper, and Hugging Face does not."""
    answers.give(200, feed(entry(**parts)))
    answers.give(404)


def front_matter(world: Path, paper: str) -> Any:
    text = (world / f"content/notes/{paper}.md").read_text("utf-8")
    return parse_yaml("note", text.split("---")[1])


def is_sound(world: Path) -> bool:
    checked = CliRunner().invoke(main, ["check", "--root", str(world)])
    assert checked.exit_code == 0, checked.output
    return True


def test_a_proposed_paper_is_listed_by_the_community_with_a_note_that_says_why(world, answers):
    with_repository(world)
    give_paper(answers)
    done = take_in(
        world, answers, form(paper="https://arxiv.org/abs/2605.00001v2"), "--issue", 7, "--by", "ada"
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert said(done) == {
        "result": "taken",
        "kind": "propose",
        "paper": "2605.00001",
        "files": [PAPER_FILE, f"ledger/{TODAY}.json", NOTE],
        "title": "Add 2605.00001: On Paper 1",
        "reasons": [],
    }
    paper = json.loads((world / "content" / PAPER_FILE).read_text("utf-8"))
    assert paper["sightings"] == [{"source": "community", "day": TODAY, "url": f"{REPOSITORY}/issues/7"}]
    [proposal] = front_matter(world, "2605.00001")["proposed"]
    assert proposal["why"] == "It counts stones better than before." and "by" not in proposal
    assert "`On Paper 1`" in answer(world) and "Nobody is named" in answer(world)
    assert is_sound(world)


def test_who_ticks_the_box_is_named(world, answers):
    with_repository(world)
    give_paper(answers)
    take_in(world, answers, form(tick=True), "--issue", 7, "--by", "ada-b")
    assert front_matter(world, "2605.00001")["proposed"][0]["by"] == "ada-b"
    assert "Named for it: `ada-b`" in answer(world)


def test_the_same_form_twice_is_one_request_and_an_edit_updates_it(world, answers, snapshot):
    with_repository(world)
    give_paper(answers)
    assert said(take_in(world, answers, form(), "--issue", 7))["result"] == "taken"
    before = snapshot(world / "content")
    again = take_in(world, answers, form(), "--issue", 7)
    assert (again.exit_code, said(again)["result"]) == (0, "unchanged")
    assert snapshot(world / "content") == before
    edited = take_in(world, answers, form(why="A better reason."), "--issue", 7)
    assert said(edited)["files"] == [NOTE]
    [proposal] = front_matter(world, "2605.00001")["proposed"]
    assert proposal["why"] == "A better reason."
    other = take_in(world, answers, form(), "--issue", 8)
    assert (other.exit_code, said(other)["result"]) == (3, "duplicate")
    assert "https://review.example/digest/paper/2605.00001/" in answer(world)


def test_a_work_that_only_its_address_names_is_known_by_its_note(world, answers):
    with_repository(world)
    paper = "https://venue.example/papers/1"
    answers.give(200, [{"title": "A work of no number at all", "authors": [{"name": "Bo Flint"}]}])
    outcome = said(take_in(world, answers, form(paper=paper), "--issue", 7))
    file = json.loads((world / "content" / outcome["files"][0]).read_text("utf-8"))
    assert file["sightings"] == [{"source": "community", "day": TODAY, "url": paper}]
    edited = said(take_in(world, answers, form(paper=paper, why="Better."), "--issue", 7))
    assert edited["files"] == [f"notes/{outcome['paper']}.md"]


def test_several_forms_are_taken_in_at_once_and_the_worst_end_is_the_exit_code(world, answers, tmp_path):
    give_paper(answers)
    files = []
    for number, text in enumerate((form(), form(paper="2603.00001"), "nothing")):
        files.append(tmp_path / f"{number}.md")
        files[-1].write_text(text, "utf-8")
    arguments = ["take-in", "--root", world, "--today", TODAY, *files]
    done = CliRunner().invoke(main, list(map(str, arguments)), obj=lambda root: answers.web())
    results = [json.loads(line)["result"] for line in done.stdout.splitlines()]
    assert (done.exit_code, results) == (3, ["taken", "duplicate", "refused"])


def test_a_form_comes_by_standard_input_and_as_a_block_in_a_mail(world, answers):
    give_paper(answers)
    arguments = ["take-in", "--root", str(world), "--today", TODAY, "-"]
    done = CliRunner().invoke(main, arguments, input=mail(credit=True), obj=lambda root: answers.web())
    assert said(done)["result"] == "taken"


# Refusals and duplicates: a change of a good form, the result, and what the reasons say.
ENDS = {
    "an unknown kind": ("propose", {"paper": "two stones"}, "refused", "is no arXiv id, DOI or web address"),
    "a path": ("propose", {"paper": "../../etc/passwd"}, "refused", "is no arXiv id"),
    "a missing reason": (
        "propose",
        {"why": "_No response_"},
        "refused",
        "Why readers should see it: is missing",
    ),
    "a long reason": ("propose", {"why": "a " * 300}, "refused", "at most 500 are taken"),
    "a label twice": ("propose", {"why": "x\n\n### Paper to add\n\n2603.00001"}, "refused", "stands twice"),
    "a paper that is here": ("propose", {"paper": "arXiv:2603.00001"}, "duplicate", "is here already"),
    "its page here": (
        "propose",
        {"paper": "https://review.example/digest/paper/2603.00001/"},
        "duplicate",
        "is here already",
    ),
    "a hidden paper": ("propose", {"paper": "2603.00005"}, "duplicate", "is here already"),
    "a correction of nothing": ("correct", {"paper": "2602.99999"}, "refused", "there is no paper"),
    "a field of none": ("correct", {"field": "id"}, "refused", "is none of title"),
    "a date that is none": (
        "correct",
        {"field": "published", "value": "soon"},
        "refused",
        "must be a date like",
    ),
    "a date to come": (
        "correct",
        {"field": "published", "value": "2190"},
        "refused",
        "the paper cannot be so",
    ),
    "an address that is none": (
        "correct",
        {"field": "code", "value": "javascript:alert(1)"},
        "refused",
        "must be an http(s) address",
    ),
    "an address that looks like another": (
        "correct",
        {"field": "code", "value": "https://github.com@stones.example/lab"},
        "refused",
        "must have no name before its host",
    ),
    "what it says already": (
        "correct",
        {"value": "Counting to ten with large sums"},
        "unchanged",
        "says so already",
    ),
    "a topic that is here": ("topic", {"name": "sums"}, "duplicate", "there is a topic sums already"),
    "a topic without words": ("topic", {"words": ", ;"}, "refused", "there are none"),
    "a topic of signs": ("topic", {"words": "C++"}, "refused", "cannot be found"),
    "a topic of sentences": ("topic", {"words": "a word " * 20}, "refused", "not sentences"),
    "a topic of many words": (
        "topic",
        {"words": "\n".join(f"word {n}" for n in range(30))},
        "refused",
        "at most",
    ),
}


@pytest.mark.parametrize("case", ENDS)
def test_what_cannot_be_taken_is_said_in_words_and_nothing_is_written(world, answers, snapshot, case):
    kind, changes, result, words = ENDS[case]
    before = snapshot(world / "content")
    done = take_in(world, answers, form(kind, **changes))
    outcome = said(done)
    assert (outcome["result"], outcome["files"]) == (result, [])
    assert any(words in reason for reason in outcome["reasons"]), outcome
    assert all(reason in done.stderr for reason in outcome["reasons"])
    assert answer(world).startswith("Thank you.")
    assert snapshot(world / "content") == before


def test_a_removed_paper_does_not_come_back(world, answers):
    CliRunner().invoke(main, ["remove", "--root", str(world), "2603.00001", "--why", "its authors asked"])
    for text in (form(paper="2603.00001"), form("correct")):
        outcome = said(take_in(world, answers, text))
        assert outcome["result"] == "refused"
        assert (
            "removed from the site" in outcome["reasons"][0] and "its authors asked" in outcome["reasons"][0]
        )


def test_what_nobody_knows_is_refused_and_what_cannot_be_looked_up_waits(world, answers, snapshot):
    before = snapshot(world / "content")
    answers.give(200, feed())
    unknown = take_in(world, answers, form())
    assert (unknown.exit_code, said(unknown)["reasons"]) == (
        2,
        ["arXiv has no paper `2605.00001`; check the number"],
    )
    answers.give(400, b"no")
    answers.give(404)
    waiting = take_in(world, answers, form())
    assert (waiting.exit_code, said(waiting)["result"]) == (1, "failed")
    assert "another try" in answer(world)
    assert snapshot(world / "content") == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("### Paper to add\n\n2605.00001\n" + "x" * 100_000, "at most 100,000 are read"),
        ("The page is blank.\n\n## Reason\n\nNo idea.\n", "this is none of our forms"),
        (mail().replace('"propose"', "7"), "the block has no 'kind' of ours"),
        (mail(paper=["2603.00001", 7]), "is here already"),
        (mail(why={"a": 1}), "should see it: is missing"),
    ],
    ids=["too long", "a report", "no kind", "a list", "an object"],
)
def test_what_is_no_form_of_ours_is_said(world, answers, text, words):
    assert words in said(take_in(world, answers, text))["reasons"][0]


def test_a_doi_or_an_address_that_nobody_knows_is_refused(world, answers):
    answers.give(404)
    answers.give(200, [None])
    of_doi = said(take_in(world, answers, form(paper="10.5555/stones.7")))
    assert of_doi["reasons"] == [
        "neither Crossref nor Semantic Scholar knows the DOI `10.5555/stones.7`; check it"
    ]
    answers.give(200, [None])
    of_address = said(take_in(world, answers, form(paper="https://venue.example/1")))
    assert "Semantic Scholar knows no paper at `https://venue.example/1`" in of_address["reasons"][0]


def test_an_address_may_lead_to_a_paper_that_is_here_or_was_removed(world, answers):
    row = {"title": "Counting", "externalIds": {"ArXiv": "2603.00001"}}
    known = {"id": "http://arxiv.org/abs/2603.00001v1"}
    for result, words in (("duplicate", "is here already"), ("refused", "was removed")):
        answers.give(200, [row])
        give_paper(answers, id=f"<id>{known['id']}</id>")
        outcome = said(take_in(world, answers, form(paper="https://venue.example/1")))
        assert outcome["result"] == result and words in outcome["reasons"][0]
        CliRunner().invoke(main, ["remove", "--root", str(world), "2603.00001", "--why", "asked"])


def test_files_that_are_broken_or_written_otherwise_are_left_as_they_are(world, answers, snapshot):
    (world / "content/notes/2603.00001.md").write_text("---\npin: true\n", "utf-8")
    topics = world / "content/config/topics.yaml"
    topics.write_text("topics: [{slug: a, name: A, match: {words: [ab]}}]\n", "utf-8")
    before = snapshot(world / "content")
    for kind, words in (("correct", "has no end"), ("topic", "is not a list with an item a line")):
        done = take_in(world, answers, form(kind))
        assert (done.exit_code, said(done)["result"]) == (1, "failed")
        assert words in said(done)["reasons"][0]
    assert snapshot(world / "content") == before


def test_a_block_of_code_within_an_answer_is_part_of_it(world, answers):
    text = form("correct", evidence='See its data:\n```json\n{"kind": "topic"}\n```')
    assert said(take_in(world, answers, text))["result"] == "taken"
    assert front_matter(world, "2603.00001")["corrections"][0]["why"].startswith("See its data: ```json")


@pytest.mark.parametrize(
    "typed",
    ["Ada Example\nBo van der Berg", "Example, Ada; van der Berg, Bo", "Ada Example, Bo van der Berg"],
    ids=["a line each", "inverted", "in a line"],
)
def test_authors_are_read_however_they_are_listed(world, answers, typed):
    take_in(world, answers, form("correct", field="authors", value=typed))
    assert built_paper(world).authors == ("Ada Example", "Bo van der Berg")


def test_a_probable_duplicate_is_taken_and_named(world, answers):
    title = "<title>Counting to ten with large sums</title>"
    authors = "<author><name>Bo Sample</name></author>"
    give_paper(answers, title=title, authors=authors)
    outcome = said(take_in(world, answers, form()))
    assert outcome["result"] == "taken"
    assert "may be the same work as `2603.00001`" in outcome["reasons"][0]
    assert "may be the same work as `2603.00001`" in answer(world)


def test_a_paper_that_the_rules_leave_out_is_taken_and_that_is_said(world, answers):
    rules = world / "content/config/rules.yaml"
    rules.write_text(
        "rules:\n  - {name: no stones, effect: hide, when: {title: [paper]}}\n", "utf-8", newline="\n"
    )
    give_paper(answers)
    assert (
        "leave it out of the lists: `hidden by the rule “no stones”`"
        in said(take_in(world, answers, form()))["reasons"][0]
    )


def test_an_edit_after_the_merge_names_another_paper_and_the_first_one_stays(world, answers):
    with_repository(world)
    give_paper(answers)
    take_in(world, answers, form(), "--issue", 7)
    answers.give(200, feed(entry(2)))
    answers.give(404)
    outcome = said(take_in(world, answers, form(paper="2605.00002"), "--issue", 7))
    assert (outcome["result"], outcome["paper"]) == ("taken", "2605.00002")
    assert (world / "content" / PAPER_FILE).exists()


def test_a_correction_in_a_note_in_review_waits_and_says_so(world, answers):
    note = world / "content/notes/2603.00001.md"
    note.write_text("---\nstatus: draft\n---\n\nNot yet.\n", "utf-8")
    assert "in review" in said(take_in(world, answers, form("correct")))["reasons"][0]
    assert built_paper(world).title == "Counting to ten with large sums"


def test_a_withdrawn_paper_is_taken_and_said_to_be(world, answers):
    give_paper(answers, comment="<arxiv:comment>This paper has been withdrawn by the author</arxiv:comment>")
    assert said(take_in(world, answers, form()))["result"] == "taken"
    assert "It was withdrawn" in answer(world)


# Corrections: the field, what is typed, and what the paper says then.
CORRECTED = {
    "title": ("Counting to eleven", "Counting to eleven"),
    "authors": ("Ada Example, Bo Sample and Ex Tra", ["Ada Example", "Bo Sample", "Ex Tra"]),
    "published": ("May 2026", "2026-05"),
    "journal": ("Journal of Examples", "Journal of Examples"),
    "doi": ("https://doi.org/10.5555/STONES.7", "10.5555/stones.7"),
    "organisation": ("Institute of Large Numbers", "Institute of Large Numbers"),
    "code": ("https://code.example/eleven", "https://code.example/eleven"),
    "project": ("https://eleven.example/", "https://eleven.example/"),
}


def test_corrections_are_entries_of_the_note_and_override_what_sources_say(world, answers):
    for number, (field, (typed, _)) in enumerate(CORRECTED.items(), start=1):
        done = take_in(world, answers, form("correct", field=field, value=typed))
        assert said(done)["result"] == "taken", (field, done.output)
        assert len(front_matter(world, "2603.00001")["corrections"]) == number
    first = front_matter(world, "2603.00001")["corrections"][0]
    assert (first["was"], first["is"]) == ("Counting to ten with large sums", "Counting to eleven")
    assert is_sound(world)
    paper = built_paper(world)
    shown = {"title": paper.title, "authors": list(paper.authors), "published": paper.published.isoformat()}
    for field in ("journal", "doi", "organisation", "code", "project"):
        shown[field] = getattr(paper, field)
    assert shown == {field: value for field, (_, value) in CORRECTED.items()}
    assert paper.stars is None, "they were those of another repository"
    givers = givers_of(paper)
    assert (givers["title"].source, givers["abstract"].source) == ("by-hand", "example")
    stored = json.loads((world / "content/papers/2603/2603.00001.json").read_text("utf-8"))
    assert stored["title"] == "Counting to ten with large sums", "a robot's file stays a robot's"


def built_paper(world: Path):
    from broadsheet.pipeline import read_library

    return read_library(world).by_id["2603.00001"].paper


def test_an_edited_correction_replaces_itself_and_stands_beside_those_of_others(world, answers):
    with_repository(world)
    file = world / "content/notes/2603.00003.md"
    before = file.read_text("utf-8")
    paper = "2603.00003"
    first = form("correct", paper=paper, field="project", value="https://one.example/")
    take_in(world, answers, first, "--issue", 7)
    take_in(
        world, answers, form("correct", paper=paper, field="code", value="https://x.example/"), "--issue", 8
    )
    edited = form("correct", paper=paper, field="project", value="https://two.example/")
    take_in(world, answers, edited, "--issue", 7)
    assert said(take_in(world, answers, edited, "--issue", 7))["result"] == "unchanged"
    assert said(take_in(world, answers, edited, "--issue", 9))["result"] == "duplicate"
    corrections = front_matter(world, paper)["corrections"]
    assert [(one["field"], one["is"]) for one in corrections] == [
        ("project", "https://two.example/"),
        ("code", "https://x.example/"),
    ]
    text = file.read_text("utf-8")
    for line in before.splitlines():
        assert line in text, "what a person wrote stays"


def test_a_form_edited_after_the_merge_can_take_itself_back_and_corrects_what_came_after_it(world, answers):
    with_repository(world)
    first = "Counting to ten with large sums"

    def title_after(value: str, issue: int, **changes: str) -> tuple[str, str]:
        done = take_in(world, answers, form("correct", value=value, **changes), "--issue", issue)
        return said(done)["result"], built_paper(world).title

    assert title_after("Eleven", 5) == ("taken", "Eleven")
    assert title_after(first, 5) == ("taken", first)
    assert title_after(first, 5) == ("unchanged", first)
    assert title_after("Eleven", 5) == ("taken", "Eleven")
    assert title_after("Twelve", 6) == ("taken", "Twelve")
    assert title_after("Eleven", 5) == ("unchanged", "Twelve")
    assert "was corrected again since" in answer(world)
    assert title_after("Eleven", 5, evidence="Its third version.") == ("taken", "Eleven")
    assert "Its title is `Twelve` here" in answer(world)
    titles = [(one["was"], one["is"]) for one in front_matter(world, "2603.00001")["corrections"]]
    assert titles == [(first, "Eleven"), ("Eleven", "Twelve"), ("Twelve", "Eleven")]


def test_a_withdrawal_is_a_correction_and_other_wishes_are_left_to_a_person(world, answers):
    assert said(take_in(world, answers, form("withdraw")))["title"].startswith("Withdrawn 2603.00001")
    [correction] = front_matter(world, "2603.00001")["corrections"]
    assert (correction["field"], correction["is"]) == ("withdrawn", "Its table was wrong.")
    for wish, words in (("take-down", "broadsheet remove"), ("claim", "authors.yaml")):
        outcome = said(take_in(world, answers, form("withdraw", paper="2603.00003", wish=wish)))
        assert (outcome["result"], outcome["files"]) == ("taken", [])
        assert words in answer(world)
    unknown = said(take_in(world, answers, form("withdraw", paper="2602.99999", wish="claim")))
    assert unknown["result"] == "refused"


def test_a_topic_is_added_behind_the_others_and_edited_in_its_place(world, answers):
    with_repository(world)
    file = world / "content/config/topics.yaml"
    before = file.read_text("utf-8")
    outcome = said(take_in(world, answers, form("topic"), "--issue", 7))
    assert (outcome["result"], outcome["files"]) == ("taken", ["config/topics.yaml"])
    assert outcome["title"] == "Add a topic: Stones"
    assert file.read_text("utf-8").startswith(before)
    take_in(world, answers, form("topic", name="石", about="_No response_"), "--issue", 8)
    assert said(take_in(world, answers, form("topic"), "--issue", 7))["result"] == "unchanged"
    take_in(world, answers, form("topic", words="stone, gravel"), "--issue", 7)
    topics = parse_yaml("topics", file.read_text("utf-8"))["topics"]
    assert [topic["name"] for topic in topics] == ["Sums", "Shapes", "Proofs", "Stones", "石"]
    assert topics[3]["match"] == {"words": ["stone", "gravel"]}
    assert is_sound(world)


def test_labels_that_an_owner_put_into_other_words_are_known(world, answers):
    template = world / ".github/ISSUE_TEMPLATE/propose-paper.yml"
    template.parent.mkdir(parents=True)
    template.write_text(
        "name: Vorschlag\nbody:\n"
        "  - {type: input, id: paper, attributes: {label: Welche Arbeit?}}\n"
        "  - {type: textarea, id: why, attributes: {label: 'Warum?'}}\n",
        "utf-8",
    )
    give_paper(answers)
    text = "### Welche Arbeit?\r\n\r\n2605.00001\r\n\r\n### Warum?\r\n\r\nSie zählt **Steine**.\r\n"
    assert said(take_in(world, answers, text))["result"] == "taken"
    assert front_matter(world, "2605.00001")["proposed"][0]["why"] == "Sie zählt **Steine**."


def test_an_option_is_given_for_each_form_and_an_issue_needs_a_repository(world, answers):
    done = take_in(world, answers, form(), "--issue", 1, "--issue", 2)
    assert done.exit_code == 2 and "given 2 times for 1 forms" in done.output
    lost = take_in(world, answers, form(), "--issue", 1)
    assert lost.exit_code == 1 and "repo_url" in lost.output
    missing = CliRunner().invoke(main, ["take-in", "--root", str(world), str(world / "none.md")])
    assert missing.exit_code == 1 and "cannot be read as a form" in missing.output


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--by", "Ada Pebble"), "is no name of an account"), (("--answer", "none/a.md"), "no such folder")],
)
def test_what_could_not_be_said_later_is_refused_before_anything_is_written(
    world, answers, snapshot, words, told
):
    before = snapshot(world / "content")
    file = world.parent / "form.md"
    file.write_text(form("correct", tick=True), "utf-8")
    arguments = ["take-in", "--root", str(world), str(file), *words]
    done = CliRunner().invoke(main, arguments, obj=lambda root: answers.web())
    assert done.exit_code == 2 and told in done.output
    assert snapshot(world / "content") == before


def test_an_old_login_that_ends_with_a_hyphen_is_named(world, answers):
    take_in(world, answers, form("correct", tick=True), "--by", "ada-")
    assert front_matter(world, "2603.00001")["corrections"][0]["by"] == "ada-"


@pytest.mark.parametrize("name", ["Index", "Con", "石"])
def test_a_topic_whose_name_no_page_may_have_gets_an_address_of_its_own(world, answers, name):
    assert said(take_in(world, answers, form("topic", name=name)))["result"] == "taken"
    topics = parse_yaml("topics", (world / "content/config/topics.yaml").read_text("utf-8"))["topics"]
    assert topics[-1]["name"] == name and topics[-1]["slug"].startswith("topic-")
    assert is_sound(world)
