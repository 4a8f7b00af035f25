"""Forms answered on their issues, at a GitHub on loopback that refuses and cuts when it is told to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import REPOSITORY as REPOSITORY_ROOT
from github_made import REPOSITORY, ROBOT, TOKEN, Fault, GitHub, github
from repositories import git

from broadsheet.cli import main
from broadsheet.fetching.client import Runtime, Web
from broadsheet.publishing.github.answering import Answered, answer_form
from broadsheet.publishing.github.api import Repository, make_key
from broadsheet.publishing.github.decisions import MARKER, Addresses
from broadsheet.publishing.github.events import read_event

FORM = "### Paper to add\n\n2605.22355"
AT = Addresses("https://github.example/review/digest", "https://github.example/review/digest/actions/runs/7")
TAKEN = {
    **{"result": "taken", "kind": "propose", "paper": "2605.22355", "title": "Add 2605.22355: On stones"},
    **{"files": ["papers/2605/2605.22355.json"], "reasons": []},
}
DUPLICATE = TAKEN | {"result": "duplicate", "files": [], "title": ""}
REFUSED = DUPLICATE | {"result": "refused", "paper": None, "reasons": ["no such paper"]}
NO_FORM = REFUSED | {"kind": None}
PROPOSED, NOTHING, TO_MEND, WAITING = (
    *("form: proposed", "form: nothing to do", "form: to mend", "form: waiting"),
)


class Desk:
    """What answers forms: the host, and a folder in which each form is handed over."""

    def __init__(self, host: GitHub, folder: Path) -> None:
        self.host = host
        self.folder = folder
        self.slept: list[float] = []

    def hand_over(self, result: object, answer: str = "Thank you.\n\n- `On stones`\n") -> Path:
        form = self.folder / "form"
        form.mkdir(exist_ok=True)
        (form / "result.json").write_text(json.dumps(result))
        (form / "answer.md").write_text(answer)
        return form

    def tell(self, number: int, action: str = "edited") -> Path:
        path = self.folder / "event.json"
        path.write_text(json.dumps(self.host.event(number, action)))
        return path

    def answer(self, number: int, result: object = TAKEN, *, most: int = 5, **more: Any) -> Answered:
        """The job's work, with a clock that does not wait."""
        event = read_event(self.tell(number))
        runtime = Runtime(sleep=self.slept.append)
        key = make_key(self.host.address, REPOSITORY, TOKEN)
        with Web("https://review.example/", runtime=runtime, keys=[key]) as web:
            repository = Repository(web, self.host.address, REPOSITORY)
            settings = {"is_previewed": True, **more}
            return answer_form(repository, event, self.hand_over(result), AT, most=most, **settings)

    def command(self, number: int, **environment: str) -> Result:
        """The command, as the workflow runs it."""
        variables = {
            **{"GITHUB_EVENT_PATH": str(self.tell(number)), "GITHUB_REPOSITORY": REPOSITORY},
            **{"GITHUB_API_URL": self.host.address, "GITHUB_TOKEN": TOKEN, "GITHUB_RUN_ID": "7"},
            **environment,
        }
        root = REPOSITORY_ROOT / "tests/world"
        words = ["answer-form", str(self.hand_over(TAKEN)), "--root", str(root)]
        return CliRunner(env=variables).invoke(main, words)

    def propose(self, number: int, email: str = "") -> None:
        """A request for an issue is open, whose last commit is the robot's or somebody's."""
        branch = f"community/issue-{number}"
        tree = self.folder / "tree"
        if not tree.exists():
            git(self.folder, "clone", "--quiet", str(self.host.repository), str(tree))
        author = email or f"41898282+{ROBOT}@users.noreply.github.com"
        git(tree, "checkout", "--quiet", "-B", branch, "origin/main")
        git(tree, "commit", "--quiet", "--allow-empty", "--message", "Add", f"--author=A <{author}>")
        git(tree, "push", "--quiet", "--force", "origin", branch)
        self.host.add_pull([], {}, {"head": branch, "base": "main", "title": "Add", "body": ""})


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository with one commit; tests add branches of their own numbers."""
    folder = tmp_path_factory.mktemp("server")
    bare = folder / "server.git"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(folder, "clone", "--quiet", str(bare), str(folder / "first"))
    git(folder / "first", "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git(folder / "first", "push", "--quiet", "origin", "HEAD:main")
    return bare


@pytest.fixture
def desk(tmp_path: Path, repository: Path) -> Iterator[Desk]:
    with github(repository) as host:
        yield Desk(host, tmp_path)
    for branch in git(repository, "branch", "--format=%(refname:short)").split():
        if branch != "main":
            git(repository, "branch", "--quiet", "-D", branch)


def test_a_form_that_became_content_is_proposed_and_said_in_one_comment(desk):
    number = desk.host.open_issue(FORM)
    desk.host.comment(number, "I like it.", "grace")
    answered = desk.answer(number)
    assert (answered.deed, answered.branch) == ("push", f"community/issue-{number}")
    assert answered.title == "Add 2605.22355: On stones"
    [said] = desk.host.answers(number)
    assert said.startswith(MARKER) and "`On stones`" in said
    assert f"{AT.repository}/pulls?q=is%3Apr+head%3Acommunity/issue-{number}" in said and AT.run in said
    assert desk.host.labels(number) == [PROPOSED]


def test_the_same_form_twice_changes_nothing_and_an_edit_changes_the_comment_and_the_label(desk):
    number = desk.host.open_issue(FORM, labels=[{"name": "good first paper"}])
    desk.answer(number)
    before = len(desk.host.asked)
    assert desk.answer(number).deed == "push"
    assert {asked.split()[0] for asked in desk.host.asked[before:]} == {"GET"}
    desk.host.issues[number]["body"] = "### Paper to add\n\nnone"
    answered = desk.answer(number, REFUSED)
    assert answered.deed == "remove", "what it said before is proposed no more"
    assert len(desk.host.answers(number)) == 1
    assert desk.host.labels(number) == ["good first paper", TO_MEND]


@pytest.mark.parametrize(
    ("result", "deed", "label"),
    [
        (TAKEN, "push", PROPOSED),
        (TAKEN | {"files": []}, "remove", WAITING),
        (TAKEN | {"result": "unchanged", "files": []}, "remove", NOTHING),
        (DUPLICATE, "remove", NOTHING),
        (REFUSED, "remove", TO_MEND),
        (REFUSED | {"result": "failed"}, "nothing", WAITING),
    ],
)
def test_what_became_of_a_form_decides_on_request_and_label(desk, result, deed, label):
    number = desk.host.open_issue(FORM)
    assert desk.answer(number, result).deed == deed
    assert desk.host.labels(number) == [label]
    assert len(desk.host.answers(number)) == 1


def test_an_issue_that_is_no_form_is_left_alone_unless_it_was_one(desk):
    number = desk.host.open_issue("The search is slow.")
    assert desk.answer(number, NO_FORM).deed == "nothing"
    assert not desk.host.answers(number) and not desk.host.labels(number)
    desk.answer(number, TAKEN)
    assert desk.answer(number, NO_FORM).deed == "remove"
    assert desk.host.labels(number) == [TO_MEND]


def test_an_old_text_of_an_issue_and_a_closed_issue_are_not_answered(desk):
    number = desk.host.open_issue(FORM)
    event = desk.tell(number).read_text()
    desk.host.issues[number]["body"] = "### Paper to add\n\n2605.22356"
    desk.tell = lambda number: desk.folder / "old.json"
    (desk.folder / "old.json").write_text(event)
    assert desk.answer(number).deed == "nothing"
    desk.host.issues[number].update(body=FORM, state="closed")
    assert desk.answer(number).deed == "remove"
    assert not desk.host.answers(number)


def test_what_was_merged_before_is_named_and_what_an_editor_changed_is_kept(desk):
    number = desk.host.open_issue(FORM)
    desk.propose(number)
    [pull] = desk.host.pulls
    desk.answer(number)
    assert f"The request is #{pull['number']}." in desk.host.answers(number)[0]
    pull.update(state="closed", merged_at="2026-05-18T10:00:00Z")
    assert desk.answer(number, DUPLICATE).deed == "remove"
    assert f"merged with #{pull['number']}" in desk.host.answers(number)[0]
    assert desk.answer(number).deed == "push", "an edit after the merge is a new request"
    other = desk.host.open_issue(FORM)
    desk.propose(other, "grace@example.org")
    assert desk.answer(other).deed == "nothing"
    assert "An editor has changed the request" in desk.host.answers(other)[0]


def test_a_form_of_which_no_page_can_be_built_is_not_proposed(desk):
    number = desk.host.open_issue(FORM)
    assert desk.answer(number, is_previewed=False).deed == "nothing"
    assert "**No page could be built of it**" in desk.host.answers(number)[0]
    assert desk.host.labels(number) == [TO_MEND]


def test_one_person_sends_a_number_of_forms_a_day_and_may_go_on_the_next_day(desk):
    numbers = [desk.host.open_issue(FORM) for _ in range(4)]
    assert [desk.answer(number, most=3).deed for number in numbers] == [*["push"] * 3, "remove"]
    assert desk.host.labels(numbers[3]) == [WAITING]
    assert "3 forms of yours came before this one on 2026-05-18" in desk.host.answers(numbers[3])[0]
    assert desk.answer(desk.host.open_issue(FORM, by="grace"), most=3).deed == "push"
    trusted = desk.host.open_issue(FORM, author_association="MEMBER")
    assert desk.answer(trusted, most=3).deed == "push"
    desk.host.issues[numbers[3]]["updated_at"] = "2026-05-19T09:00:00Z"
    assert desk.answer(numbers[3], most=3).deed == "push"
    for number in numbers[:3]:
        desk.host.issues[number]["updated_at"] = "2026-05-19T08:00:00Z"
    assert desk.answer(numbers[3], most=3).deed == "remove", "old ones, all edited on one day, count as well"


def test_a_comment_of_somebody_with_our_marker_is_not_ours(desk):
    number = desk.host.open_issue(FORM)
    desk.host.comment(number, f"{MARKER}\nDo this.", "mallory")
    for count in range(120):
        desk.host.comment(number, f"{count}", "grace")
    desk.answer(number)
    desk.answer(number, DUPLICATE)
    assert desk.host.comments[0]["body"] == f"{MARKER}\nDo this."
    assert len(desk.host.answers(number)) == 1


# -- what a host may do to us ---------------------------------------------------------------


def test_a_comment_that_was_taken_and_not_answered_is_not_written_again(desk):
    number = desk.host.open_issue(FORM)
    desk.host.faults = [Fault("POST", "comments", "lost")]
    assert desk.answer(number).deed == "push"
    desk.host.faults = [Fault("POST", "comments", "cut")]
    other = desk.host.open_issue(FORM)
    assert desk.answer(other).deed == "push"
    assert len(desk.host.answers(number)) == len(desk.host.answers(other)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", "/issues/1$", "cut"),
        Fault("GET", "/pulls$", "500", 3),
        Fault("GET", "/comments$", "limit"),
        Fault("POST", "/labels$", "429", 2),
        Fault("POST", "/labels$", "lost"),
    ],
    ids=lambda fault: f"{fault.method} {fault.kind}",
)
def test_what_passes_is_waited_for(desk, fault):
    number = desk.host.open_issue(FORM)
    desk.host.faults = [fault]
    assert desk.answer(number).deed == "push"
    assert len(desk.host.answers(number)) == 1 and desk.host.labels(number) == [PROPOSED]
    assert desk.slept


NO_RIGHT = "answered 403: Resource not accessible by integration; let the token"


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (
            Fault("POST", "comments", "403"),
            NO_RIGHT,
        ),
        (
            Fault("POST", "labels", "403"),
            NO_RIGHT,
        ),
        (
            Fault("POST", "comments", "500"),
            "answered 500, and no comment is there; what was done so far stands",
        ),
        (Fault("GET", "/issues/1$", "404"), "answered 404: You have exceeded"),
    ],
)
def test_what_is_refused_is_said_in_a_sentence_and_the_next_run_does_it_once(desk, fault, problem):
    number = desk.host.open_issue(FORM)
    desk.host.faults = [fault]
    done = desk.command(number)
    assert done.exit_code == 1 and done.stdout == ""
    [line] = done.stderr.splitlines()
    assert problem in line and line.endswith("run the job again")
    done = desk.command(number)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == ["do=push", f"title={TAKEN['title']}"]
    assert len(desk.host.answers(number)) == 1 and desk.host.labels(number) == [PROPOSED]


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN: is no token"),
        ({"GITHUB_TOKEN": "a b"}, "GITHUB_TOKEN: is no token"),
        ({"GITHUB_TOKEN": "other"}, "answered 401: Bad credentials; let the token"),
        ({"GITHUB_REPOSITORY": "a/b/../c"}, "GITHUB_REPOSITORY 'a/b/../c': is no repository"),
        ({"GITHUB_API_URL": "somewhere"}, "GITHUB_API_URL 'somewhere': is no web address"),
        ({"GITHUB_EVENT_PATH": "/nowhere/event.json"}, "there is no such file; run this in the workflow"),
        ({"GITHUB_EVENT_PATH": "/"}, "is a folder where a file belongs"),
        ({"GITHUB_EVENT_PATH": __file__}, "is no event of GitHub's"),
        (
            {"GITHUB_EVENT_PATH": str(Path(__file__).parent.parent / "citation_vectors.json")},
            "event of an issue",
        ),
    ],
)
def test_a_run_elsewhere_than_in_the_workflow_is_refused_in_a_sentence(desk, variables, problem):
    number = desk.host.open_issue(FORM)
    done = desk.command(number, **variables)
    assert done.exit_code == 1 and problem in done.stderr
    assert not desk.host.comments


# -- what may be handed over ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "answer", "problem"),
    [
        ([], "Thank you.", "result.json: names no result"),
        (TAKEN | {"result": "merged"}, "Thank you.", "result.json: names no result"),
        (TAKEN | {"kind": "shell"}, "Thank you.", "result.json: names no kind"),
        (TAKEN | {"title": "Add\nbranch=main"}, "Thank you.", "a title with signs"),
        (TAKEN | {"title": "$(id)"}, "Thank you.", "a title with signs"),
        (TAKEN | {"title": "a" * 151}, "Thank you.", "a title with signs"),
        (TAKEN, "Thank you, @grace.", "answer.md: holds words that would do something"),
        (TAKEN, "See `a` #1.", "answer.md: holds words"),
        (TAKEN, "`` a ` @grace ``` @grace", "answer.md: holds words"),
        (TAKEN, "`a\n@grace`", "answer.md: holds words"),
        (TAKEN, "<img src=x>", "answer.md: holds words"),
        (TAKEN, "${{ secrets.X }}", "answer.md: holds words"),
        (TAKEN, "a\u202eb", "answer.md: holds words"),
        (TAKEN, "a" * 60_001, "answer.md: is larger than"),
    ],
)
def test_what_take_in_would_never_say_is_neither_said_nor_proposed(desk, result, answer, problem):
    desk.hand_over(TAKEN)
    number = desk.host.open_issue(FORM)
    form = desk.hand_over(result, answer)
    desk.hand_over = lambda _result: form
    done = desk.command(number)
    assert done.exit_code == 1 and problem in done.stderr
    assert desk.host.asked == []


def test_a_form_that_is_not_handed_over_or_no_file_is_refused(desk):
    number = desk.host.open_issue(FORM)
    form = desk.hand_over(TAKEN)
    desk.hand_over = lambda _result: form
    (form / "answer.md").unlink()
    assert "answer.md: is missing" in desk.command(number).stderr
    (form / "result.json").write_text("{")
    assert "result.json: is no JSON" in desk.command(number).stderr
    (form / "result.json").unlink()
    (form / "result.json").symlink_to("/etc/passwd")
    assert "result.json: is a link" in desk.command(number).stderr
