"""Votes at other places: read whole or not at all, and kept apart from the papers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from broadsheet import pipeline
from broadsheet.cli.fetch import _read_keys as read_keys
from broadsheet.errors import ConfigError, ContentError
from broadsheet.fetching.ingest import Progress

TODAY = date(2026, 3, 10)
DISCUSSIONS = "votes: [{kind: discussions, repository: ada/digest}]\n"
BOTH = "votes: [{kind: discussions, repository: ada/digest, lists: [discussions, issues], label: Paper}]\n"
PAPER = "2603.00001"
SOCIAL = "https://social.example"
STATUS = {"favourites_count": 5, "reblogs_count": 7, "replies_count": 2}


def discussion(number: int, body: str, **more: Any) -> dict[str, Any]:
    values = {
        "url": f"https://github.com/ada/digest/discussions/{number}",
        "body": body,
        "upvoteCount": 1,
        "comments": {"totalCount": 3},
        "labels": {"nodes": []},
        "reactionGroups": [
            {"content": "THUMBS_DOWN", "reactors": {"totalCount": 50}},
            {"content": "THUMBS_UP", "reactors": {"totalCount": 12}},
        ],
    }
    return values | more


def page(*nodes: Any, total: int | None = None, after: str = "") -> dict[str, Any]:
    info = {"hasNextPage": bool(after), "endCursor": after or None}
    count = len(nodes) if total is None else total
    found = {"totalCount": count, "pageInfo": info, "nodes": list(nodes)}
    return {"data": {"repository": {"list": found}}}


def count(world: Path, answers: Any, votes: str) -> Progress:
    """Read the places of a site that has no source to ask today."""
    sources = world / "content/config/sources.yaml"
    kept = sources.read_text().partition("look_ups:")[0]
    sources.write_text(kept.partition("votes:")[0] + votes)
    with answers.web() as web:
        (step,) = pipeline.fetch(world, web, (), TODAY)
    return step


def kept(world: Path, name: str = "discussions") -> Any:
    path = world / f"content/tallies/{name}.json"
    return json.loads(path.read_bytes()) if path.exists() else None


def test_all_pages_of_discussions_are_read_and_only_what_is_ours_is_kept(world, answers):
    answers.give(
        body=page(
            discussion(1, f"What do you think?\n\npaper: {PAPER}\n"),
            discussion(2, "Edition: 2026-W10\r\n", reactionGroups=None, comments=None),
            discussion(3, f"paper: {PAPER}", reactionGroups=[]),
            total=6,
            after="x",
        )
    )
    answers.give(
        body=page(
            discussion(4, "paper: 2603.99999"),
            discussion(5, f"not a line of its own: paper: {PAPER}"),
            discussion(6, "paper: ../../etc/passwd\nedition: 2026-99"),
            total=6,
        )
    )
    step = count(world, answers, DISCUSSIONS)
    assert (step.failed, step.changed, step.same, step.dropped) == ("", 2, 0, 1)
    assert kept(world) == {
        "papers": {PAPER: {"url": "https://github.com/ada/digest/discussions/1", "votes": 12, "comments": 3}},
        "editions": {
            "2026-W10": {"url": "https://github.com/ada/digest/discussions/2", "votes": 1, "comments": 0}
        },
    }
    first, second = (json.loads(request.content)["variables"] for request in answers.asked)
    assert (first, second["after"]) == ({"owner": "ada", "name": "digest", "after": None}, "x")
    assert str(answers.asked[0].url) == "https://api.github.com/graphql"


def test_issues_count_too_and_only_with_the_label_that_is_asked_for(world, answers):
    labelled = {"labels": {"nodes": [{"name": "paper"}]}}
    answers.give(body=page(discussion(1, f"paper: {PAPER}")))
    answers.give(body=page(discussion(2, f"paper: arXiv:{PAPER}v3", **labelled)))
    assert count(world, answers, BOTH).changed == 1
    assert kept(world)["papers"][PAPER]["url"].endswith("/2")


def test_what_is_deleted_there_goes_here_and_what_is_as_it_was_writes_nothing(world, answers):
    answers.give(body=page(discussion(1, f"paper: {PAPER}")))
    count(world, answers, DISCUSSIONS)
    path = world / "content/tallies/discussions.json"
    before = path.stat().st_mtime_ns
    answers.give(body=page(discussion(1, f"paper: {PAPER}")))
    assert count(world, answers, DISCUSSIONS).same == 1
    assert path.stat().st_mtime_ns == before
    answers.give(body=page())
    assert count(world, answers, DISCUSSIONS).changed == 1
    assert kept(world) == {"papers": {}, "editions": {}}


CUT = page(discussion(1, f"paper: {PAPER}"), total=2)
BESIDE = page(discussion(1, f"paper: {PAPER}")) | {"errors": [{"message": "Something went wrong"}]}
BAD_ANSWERS = [
    (200, CUT, 1, "gave 1 of 2 discussions: the answer was cut"),
    (200, BESIDE, 5, "Something went wrong"),
    (200, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, 5, "rate limit"),
    (200, {"data": None, "errors": [{"type": "NOT_FOUND", "message": "No such"}]}, 1, "correct 'repository'"),
    (200, {"data": {"repository": None}}, 5, "answered no list of discussions"),
    (200, {"data": {"repository": {"list": {"nodes": [None, 1, {}]}}}}, 5, "answered no list"),
    (200, b"", 5, "answered nothing"),
    (200, b"<!doctype html><title>x</title>", 5, "a web page (HTML)"),
    (401, {"message": "Bad credentials"}, 1, "answered 401: Bad credentials"),
    (403, {"message": "Resource not accessible"}, 5, "answered 403"),
    (500, b"", 5, "answered 500"),
]


@pytest.mark.parametrize(("status", "body", "times", "told"), BAD_ANSWERS)
def test_an_answer_that_is_not_whole_leaves_the_numbers_as_they_were(
    world, answers, status, body, times, told
):
    answers.give(body=page(discussion(1, f"paper: {PAPER}")))
    count(world, answers, DISCUSSIONS)
    before = kept(world)
    for _ in range(times):
        answers.give(status, body)
    step = count(world, answers, DISCUSSIONS)
    assert told in step.failed
    assert kept(world) == before


def test_a_list_without_an_end_is_no_list(world, answers):
    for _ in range(50):
        answers.give(body=page(after="x", total=1))
    assert "more than 5,000 discussions" in count(world, answers, DISCUSSIONS).failed


# -- posts ----------------------------------------------------------------------------------------


def fediverse(*lines: str) -> str:
    return f"votes: [{{kind: posts, name: fediverse, network: mastodon, posts: {list(lines)}}}]\n"


def test_posts_of_settings_and_of_the_ledger_are_asked_for_and_likes_are_votes(world, answers):
    ledger = world / "announce/2026-03-02.txt"
    ledger.parent.mkdir()
    ledger.write_text(
        "broadsheet-announce-1\n"
        f"sent a 2026-03-03 {SOCIAL}/@digest/11\n"
        "sent b 2026-03-03 https://bsky.app/profile/did:plc:x/post/3k\n"
        "sent slack 2026-03-03\n"
    )
    answers.give(body=STATUS)
    answers.give(body=STATUS | {"favourites_count": 9})
    step = count(world, answers, fediverse(f"paper: {PAPER} {SOCIAL}/users/digest/statuses/10"))
    assert (step.failed, step.changed) == ("", 2)
    assert [str(request.url) for request in answers.asked] == [
        f"{SOCIAL}/api/v1/statuses/10",
        f"{SOCIAL}/api/v1/statuses/11",
    ]
    rows = kept(world, "fediverse")
    assert rows["papers"][PAPER] == {
        "url": f"{SOCIAL}/users/digest/statuses/10",
        "votes": 7,
        "comments": 2,
    }
    assert rows["editions"]["2026-03-02"]["votes"] == 9


def test_a_post_that_is_gone_loses_its_numbers_and_one_that_does_not_answer_keeps_them(world, answers):
    posts = [f"paper: 2603.0000{n} {SOCIAL}/@d/{n}" for n in (1, 2, 3)]
    for _ in posts:
        answers.give(body=STATUS)
    count(world, answers, fediverse(*posts))
    answers.give(404, {"error": "Record not found"})
    for _ in range(5):
        answers.give(500)
    answers.give(body=STATUS | {"reblogs_count": 100})
    step = count(world, answers, fediverse(*posts))
    assert "/api/v1/statuses/2: answered 500" in step.failed
    papers = kept(world, "fediverse")["papers"]
    assert {paper: row["votes"] for paper, row in papers.items()} == {"2603.00002": 7, "2603.00003": 100}


def test_where_no_post_answers_nothing_changes_and_what_is_no_post_is_told(world, answers):
    for body in ([], {"favourites_count": "many"}, b"<html>", b"", {}):
        answers.give(body=body)
    step = count(world, answers, fediverse(f"paper: {PAPER} {SOCIAL}/@d/1"))
    assert step.failed
    assert kept(world, "fediverse") is None


def test_an_old_announcement_is_not_asked_for_and_keeps_its_numbers(world, answers):
    ledger = world / "announce/2026-W02.txt"
    ledger.parent.mkdir()
    ledger.write_text(f"broadsheet-announce-1\nsent a 2026-01-13 {SOCIAL}/@digest/11\n")
    path = world / "content/tallies/fediverse.json"
    path.parent.mkdir()
    row = {"url": f"{SOCIAL}/@digest/11", "votes": 3, "comments": 1}
    path.write_text(json.dumps({"papers": {}, "editions": {"2026-W02": row, "2025-W02": row}}))
    count(world, answers, fediverse())
    assert kept(world, "fediverse")["editions"] == {"2026-W02": row}, (
        "and one that nobody names any more goes"
    )


def test_bluesky_gives_posts_by_their_permanent_names(world, answers):
    did = "did:plc:abc"
    lines = [
        f"paper: {PAPER} https://bsky.app/profile/digest.example/post/3k1",
        "paper: 2603.00002 https://bsky.app/profile/digest.example/post/3k2",
        f"edition: 2026-W10 https://bsky.app/profile/{did}/post/3k3",
    ]
    answers.give(body={"did": did})
    row = {"likeCount": 4, "repostCount": 6, "replyCount": 1}
    answers.give(
        body={"posts": [{"uri": f"at://{did}/app.bsky.feed.post/{key}", **row} for key in ("3k1", "3k3")]}
    )
    step = count(world, answers, f"votes: [{{kind: posts, network: bluesky, posts: {lines}}}]\n")
    assert (step.failed, step.changed) == ("", 2)
    assert answers.asked[1].url.params.get_list("uris") == [
        f"at://{did}/app.bsky.feed.post/{key}" for key in ("3k1", "3k2", "3k3")
    ]
    assert kept(world, "posts")["papers"][PAPER]["votes"] == 6


@pytest.mark.parametrize("body", [{"did": "x"}, {}])
def test_a_handle_that_nobody_has_changes_nothing(world, answers, body):
    for _ in range(5):
        answers.give(body=body)
    lines = [f"paper: {PAPER} https://bsky.app/profile/nobody.example/post/3k1"]
    step = count(world, answers, f"votes: [{{kind: posts, network: bluesky, posts: {lines}}}]\n")
    assert "answered no account" in step.failed
    assert kept(world, "posts") is None


def test_an_error_that_nobody_foresaw_stays_with_its_place(world, answers):
    answers.waiting.append(RuntimeError("boom"))
    assert "boom" in count(world, answers, DISCUSSIONS).failed


# -- settings and files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{kind: discusions}", "no such kind 'discusions'; did you mean 'discussions'?"),
        ("{kind: discussions}", "missing 'repository'"),
        ("{kind: discussions, repository: digest}", "must be a repository's owner and name"),
        ("{kind: posts}", "missing 'network'"),
        ("{kind: posts, network: mastodon, posts: ['2603.00001']}", "posts: must be 'paper: ID ADDRESS'"),
        ("{kind: posts, network: mastodon, posts: ['paper: x https://a.example/']}", "posts: must be"),
        ("{kind: posts, network: mastodon, name: A B}", "name: must be lower-case letters"),
        (
            "{kind: posts, network: mastodon}, {kind: posts, network: bluesky}",
            "2 entries have the name 'posts'",
        ),
    ],
)
def test_a_wrong_setting_of_a_place_is_named(world, line, told):
    path = world / "content/config/sources.yaml"
    path.write_text(f"{path.read_text()}votes: [{line}]\n")
    with pytest.raises(ConfigError) as raised:
        pipeline.read_settings(world)
    assert told in str(raised.value)


def test_a_ranking_by_a_place_that_is_none_is_named(world):
    (world / "content/config/ranking.yaml").write_text("votes_at: {nowhere: 2}\n")
    with pytest.raises(ConfigError) as raised:
        pipeline.read_settings(world)
    assert "no place 'nowhere' in 'votes' of content/config/sources.yaml" in str(raised.value)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("A.json", "{}", "must be called as a place"),
        ("a.json", "{", "is not JSON"),
        ("a.json", '{"papers": {"../x": {"url": "https://a.example/"}}}', "is no paper; delete it"),
        ("a.json", '{"editions": {"2026-99": {}}}', "is no edition; delete it"),
        ("a.json", '{"papers": {"x": {"url": "javascript:x"}}}', "must be an http(s) address"),
        ("a.json", '{"papers": {"x": {"url": "https://a.example/", "votes": -1}}}', "whole number from 0"),
        (
            "a.json",
            '{"papers": {"x": {"url": "https://a.example/", "votes": 1000000001}}}',
            "more than anybody",
        ),
        ("a.json", '{"people": {}}', "unknown key 'people'"),
    ],
)
def test_a_broken_file_of_a_place_is_named_and_never_written_over(world, answers, name, text, told):
    path = world / "content/tallies" / name
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(ContentError) as raised:
        pipeline.read_all(world)
    assert told in str(raised.value)
    if name == "a.json":
        step = count(world, answers, "votes: [{kind: discussions, name: a, repository: ada/digest}]\n")
        assert told in step.failed
        assert path.read_text() == text


@pytest.mark.parametrize(
    ("api", "host", "path"),
    [
        ("", "api.github.com", "/graphql"),
        ("https://code.example/api/graphql", "code.example", "/api/graphql"),
        ("http://code.example/api/graphql", "api.github.com", "/graphql"),
        ("https://[x", "api.github.com", "/graphql"),
    ],
)
def test_the_token_of_the_workflow_goes_to_the_api_of_its_server_alone(api, host, path):
    (key,) = read_keys({"GITHUB_TOKEN": "made-up", "GITHUB_GRAPHQL_URL": api})
    assert (key.host, key.path, key.headers) == (host, path, {"Authorization": "Bearer made-up"})
