"""Announcing against receivers on loopback: each place gets each edition once, whatever breaks in between."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner, Result
from make import make_entry, make_library, make_paper
from receiving import DID, Received, Receiver, receiver

from broadsheet.announce.announcement import make_announcement
from broadsheet.announce.ledger import FAILED, SENDING, SENT, UNKNOWN, Ledger, Row, read_posts
from broadsheet.announce.posting import BEFORE, Outcome, post_all
from broadsheet.announce.services import SERVICES, bluesky, mastodon
from broadsheet.announce.settings import read_targets
from broadsheet.announce.targets import Delivery, Target
from broadsheet.cli import main
from broadsheet.errors import ConfigError, ContentError
from broadsheet.fetching.client import Runtime, Web

EDITION = "2026-03-02"
PAGE = f"https://review.example/digest/day/{EDITION}/"
TOKEN = "a-made-up-token-0815"
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
HOSTILE = "</title><script>alert(1)</script>"


@pytest.fixture
def box():
    with receiver() as served:
        yield served


def settings_and_secrets(box: Receiver) -> tuple[str, dict[str, str]]:
    """Every kind of target, at the receiver, and the secrets in the environment."""
    url = box.url
    lines = (
        f'{{kind: mastodon, server: "{url}"}}',
        f'{{kind: bluesky, server: "{url}", to: digest.example.org}}',
        "{kind: slack}",
        "{kind: discord}",
        f'{{kind: telegram, server: "{url}", to: "@digest"}}',
        f'{{kind: matrix, server: "{url}", to: "!room:matrix.example"}}',
        f'{{kind: zulip, server: "{url}", to: papers, topic: Digest, user: bot@zulip.example}}',
        "{kind: teams}",
        "{kind: webhook}",
        "{kind: apprise}",
    )
    settings = "targets:\n" + "".join(f"  - {line}\n" for line in lines)
    secrets = {
        "MASTODON_TOKEN": TOKEN,
        "BLUESKY_PASSWORD": TOKEN,
        "SLACK_WEBHOOK": f"{url}/services/{TOKEN}",
        "DISCORD_WEBHOOK": f"{url}/api/webhooks/{TOKEN}",
        "TELEGRAM_TOKEN": f"123:{TOKEN}",
        "MATRIX_TOKEN": TOKEN,
        "ZULIP_KEY": TOKEN,
        "TEAMS_WEBHOOK": f"{url}/workflows/{TOKEN}?sig={TOKEN}",
        "ANNOUNCE_WEBHOOK": f"{url}/hook/{TOKEN}",
        "APPRISE_URL": f"json://127.0.0.1:{box.port}/apprise/{TOKEN}",
    }
    return settings, secrets


def write_settings(world: Path, text: str) -> None:
    (world / "content/config/announce.yaml").write_text(text, "utf-8")


def announce(world: Path, *words: str, **environment: str) -> Result:
    command = ["announce", "--root", str(world), "--edition", EDITION, *words]
    return CliRunner().invoke(main, command, env=environment)


# -- the story ------------------------------------------------------------------------------------


def check_mastodon(request: Received) -> None:
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert len(request.headers["idempotency-key"]) == 32
    assert request.json["status"].endswith(f"\n\n{PAGE}")


def check_bluesky(request: Received) -> None:
    assert request.headers["authorization"] == "Bearer a.session.token"
    assert request.json["repo"] == DID
    record = request.json["record"]
    (facet,) = record["facets"]
    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    assert record["text"].encode()[start:end].decode() == PAGE.removeprefix("https://").rstrip("/")
    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#link", "uri": PAGE}]
    assert len(record["text"]) <= 300


def check_slack(request: Received) -> None:
    text = request.json["text"]
    assert text.startswith(f"<{PAGE}|")
    assert request.json["mrkdwn"] is False
    assert "<script>" not in text


def check_discord(request: Received) -> None:
    assert request.path.endswith("?wait=true")
    assert request.json["allowed_mentions"] == {"parse": []}
    assert len(request.json["content"]) <= 2000
    assert r"\<script\>" in request.json["content"]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read_html(text: str) -> _Links:
    parser = _Links()
    parser.feed(text)
    return parser


def check_telegram(request: Received) -> None:
    assert request.json["chat_id"] == "@digest"
    message = read_html(request.json["text"])
    assert message.tags == {"a"}
    assert any(HOSTILE in words for words in message.words)


def check_matrix(request: Received) -> None:
    assert request.method == "PUT"
    assert request.path.startswith("/_matrix/client/v3/rooms/%21room%3Amatrix.example/send/m.room.message/")
    assert request.json["m.mentions"] == {}
    message = read_html(request.json["formatted_body"])
    assert message.tags == {"p", "a", "ul", "li"}
    assert any(HOSTILE in words for words in message.words)


def check_zulip(request: Received) -> None:
    credentials = request.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(credentials).decode() == f"bot@zulip.example:{TOKEN}"
    form = parse_qs(request.body.decode())
    assert (form["to"], form["topic"]) == (["papers"], ["Digest"])
    assert "`" not in form["content"][0]


def check_teams(request: Received) -> None:
    (attachment,) = request.json["attachments"]
    blocks = attachment["content"]["body"]
    assert {block["type"] for block in blocks} == {"RichTextBlock"}, "which reads no Markdown"


def check_webhook(request: Received) -> None:
    assert (request.json["edition"], request.json["url"]) == (EDITION, PAGE)
    assert [paper["id"] for paper in request.json["papers"]] == ["2603.00003", "2603.00001", "2603.00002"]


def check_apprise(request: Received) -> None:
    assert PAGE in request.json["message"]


CHECKS: dict[str, Callable[[Received], None]] = {
    "mastodon": check_mastodon,
    "bluesky": check_bluesky,
    "slack": check_slack,
    "discord": check_discord,
    "telegram": check_telegram,
    "matrix": check_matrix,
    "zulip": check_zulip,
    "teams": check_teams,
    "webhook": check_webhook,
    "apprise": check_apprise,
}
ADDRESSES = {
    "mastodon": "https://social.example/@digest/1",
    "bluesky": f"https://bsky.app/profile/{DID}/post/3kabcdefgh22x",
    "telegram": "https://t.me/digest/7",
    "matrix": "https://matrix.to/#/%21room%3Amatrix.example/%24event",
}


def test_an_edition_is_posted_once_at_each_kind_of_place_and_no_secret_is_told(world, box):
    text, secrets = settings_and_secrets(box)
    write_settings(world, text)
    result = announce(world, **secrets)
    assert result.exit_code == 0, result.output
    assert len(box.posts) == len(SERVICES)
    for check, request in zip(CHECKS.values(), box.posts, strict=True):
        check(request)
    ledger = (world / f"announce/{EDITION}.txt").read_text()
    for name, url in ADDRESSES.items():
        assert f"{EDITION}: {name}: sent: {url}\n" in result.output
        assert f"sent {name} " in ledger
    assert TOKEN not in result.output + ledger
    again = announce(world, **secrets)
    assert again.exit_code == 0
    assert len(box.posts) == len(SERVICES), "and the second run posts nothing"
    assert again.output.count("posted before") == len(SERVICES)
    posts = {post.url for post in read_posts(world)}
    assert posts >= set(ADDRESSES.values())


def test_a_dry_run_shows_each_post_and_asks_nobody(world, box):
    write_settings(world, settings_and_secrets(box)[0])
    result = announce(world, "--dry-run")
    assert result.exit_code == 0
    assert [line.split()[1].rstrip(",") for line in result.output.splitlines() if line[:3] == "-- "] == [
        *SERVICES
    ]
    assert result.output.endswith(f"{EDITION}: nothing was posted\n")
    assert not box.received
    assert not (world / "announce").exists()


def test_one_target_may_be_named_and_another_be_for_weeks_alone(world, box):
    hook = f"{box.url}/hook"
    write_settings(world, "targets: [{kind: webhook}, {kind: slack, period: week}]")
    assert "slack" not in announce(world, ANNOUNCE_WEBHOOK=hook).output
    named = announce(world, "--to", "slack", SLACK_WEBHOOK=f"{box.url}/services/x")
    assert named.output == f"{EDITION}: slack: sent\n"
    unknown = announce(world, "--to", "slak")
    assert unknown.exit_code == 1
    assert "no such target in content/config/announce.yaml; known: webhook, slack" in unknown.output


def test_an_edition_without_papers_and_a_site_without_settings_are_told(world, tmp_path):
    missing = announce(world)
    assert missing.exit_code == 1
    assert "announce.yaml: missing" in missing.output
    write_settings(world, "targets: [{kind: webhook, period: week}]")
    nothing = CliRunner().invoke(main, ["announce", "--root", str(world), "--edition", "2001-01-01"])
    assert (nothing.exit_code, nothing.output.count("nothing is sent")) == (0, 1)
    assert "no target takes editions of a day" in announce(world).output


# -- ends -----------------------------------------------------------------------------------------


class Run:
    """Posts at one webhook as the command would, with a clock that does not wait."""

    def __init__(self, box: Receiver, folder: Path) -> None:
        self.box, self.folder = box, folder
        self.slept: list[float] = []
        self.target = Target(name="hook", kind="webhook", secret="ANNOUNCE_WEBHOOK")
        self.secret = f"{box.url}/hook/{TOKEN}"
        library = make_library(entries=[make_entry()])
        self.announcement = make_announcement(library, library.editions[0])

    def __call__(self, *, uncertain: bool = False, at_most: float = 1000.0) -> Outcome:
        delivery = Delivery(announcement=self.announcement, target=self.target, secret=self.secret, now=NOW)
        runtime = Runtime(sleep=self.slept.append)
        with (
            Web("https://review.example/", runtime=runtime, at_most=at_most) as web,
            Ledger(self.folder, EDITION) as ledger,
        ):
            (outcome,) = post_all(web, [delivery], SERVICES, ledger, uncertain=uncertain)
        return outcome


@pytest.fixture
def run(box, tmp_path) -> Run:
    return Run(box, tmp_path / "announce")


ENDS = [
    (200, {}, SENT, 1),
    (204, {}, SENT, 1),
    (400, {}, FAILED, 1),
    (401, {}, FAILED, 1),
    (404, {}, FAILED, 1),
    (429, {"Retry-After": "2"}, FAILED, 3),
    (429, {"Retry-After": "4000"}, FAILED, 1),
    (429, {}, FAILED, 3),
    (301, {"Location": "/elsewhere"}, FAILED, 1),
    (307, {"Location": "/elsewhere"}, FAILED, 1),
    (308, {"Location": "/elsewhere"}, FAILED, 1),
    (302, {"Location": "/elsewhere"}, UNKNOWN, 1),
    (303, {"Location": "/elsewhere"}, UNKNOWN, 1),
    (500, {}, UNKNOWN, 1),
    (503, {"Retry-After": "1"}, UNKNOWN, 1),
    (None, {}, UNKNOWN, 1),
]


@pytest.mark.parametrize(("status", "headers", "state", "times"), ENDS)
def test_each_end_is_told_and_only_what_was_surely_not_taken_is_tried_again(
    run, box, status, headers, state, times
):
    box.say = lambda request: status and (status, headers, {"error": f"no {TOKEN}"})
    first = run()
    assert (first.state, len(box.received)) == (state, times)
    assert {request.path for request in box.received} == {f"/hook/{TOKEN}"}, "no redirect is followed"
    assert TOKEN not in first.reason
    assert sum(run.slept) <= 300
    box.say = lambda request: ""
    second = run()
    expected = {SENT: (BEFORE, 0), FAILED: (SENT, 1), UNKNOWN: (UNKNOWN, 0)}
    assert (second.state, len(box.received) - times) == expected[state]


def test_a_server_that_takes_it_after_a_while_gets_it_once(run, box):
    box.say = lambda request: (429, {"Retry-After": "7"}, {}) if len(box.received) == 1 else ""
    assert run().state == SENT
    assert (run.slept, len(box.received)) == ([7.0], 2)


def test_a_server_that_hangs_leaves_it_open_and_a_person_may_have_it_sent_again(run, box):
    release = threading.Event()

    def hang(request: Received) -> str:
        release.wait(10)
        return ""

    box.say = hang
    assert run(at_most=0.5).state == UNKNOWN
    release.set()
    assert (run().state, len(box.received)) == (UNKNOWN, 1)
    assert (run(uncertain=True).state, len(box.received)) == (SENT, 2)
    first, second = (request.headers["idempotency-key"] for request in box.received)
    assert first == second, "so that a receiver can drop the second"


def test_nobody_there_is_a_failure_that_the_next_run_mends(run, box):
    there = run.secret
    run.secret = "http://127.0.0.1:9/hook"
    assert run().state == FAILED
    run.secret = there
    assert run().state == SENT


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("", "ANNOUNCE_WEBHOOK is not set in the environment; it is to hold an address that takes JSON"),
        ("http://example.org/hook", "ANNOUNCE_WEBHOOK is no https address; it is to hold an address"),
        ("https://[x", "ANNOUNCE_WEBHOOK is no https address; it is to hold an address"),
        ("a b", "ANNOUNCE_WEBHOOK has characters that no secret has; set it anew"),
    ],
)
def test_a_secret_that_cannot_be_one_is_told_and_not_repeated(run, secret, told):
    run.secret = secret
    outcome = run()
    assert (outcome.state, outcome.reason[: len(told)]) == (FAILED, told)
    assert not (run.folder / f"{EDITION}.txt").read_text()


def test_a_session_that_is_refused_posts_nothing(world, box):
    write_settings(world, f'targets: [{{kind: bluesky, server: "{box.url}", to: digest.example}}]')
    box.say = lambda request: (401, {}, {"error": "AuthenticationRequired", "message": f"not {TOKEN}"})
    refused = announce(world, BLUESKY_PASSWORD=TOKEN)
    assert refused.exit_code == 1
    assert "bluesky: failed: " in refused.output
    assert "AuthenticationRequired, not …" in refused.output
    assert not box.posts
    box.say = lambda request: (200, {}, {"did": "x"})
    assert "an answer without a session" in announce(world, BLUESKY_PASSWORD=TOKEN).output
    assert not box.posts


@pytest.mark.parametrize(
    ("kind", "body", "state"),
    [
        ("telegram", {"ok": False, "description": "chat not found"}, FAILED),
        ("telegram", {"ok": False, "parameters": {"retry_after": 9000}}, FAILED),
        ("telegram", {"ok": True, "result": {"message_id": 1, "chat": {}}}, SENT),
        ("zulip", {"result": "error", "msg": "no such channel"}, FAILED),
        ("mastodon", [], UNKNOWN),
        ("mastodon", b"<html>", UNKNOWN),
        ("bluesky", {"uri": "at://elsewhere"}, UNKNOWN),
        ("matrix", {"errcode": "M_FORBIDDEN"}, FAILED),
        ("apprise", None, UNKNOWN),
    ],
)
def test_answers_that_are_no_post_are_told_for_what_they_are(world, box, kind, body, state):
    text, secrets = settings_and_secrets(box)
    write_settings(world, text)

    def say(request: Received):
        is_preparing = request.path.endswith(("createSession", "instance"))
        if is_preparing:
            return ""
        return (500, {}, {}) if body is None else (200, {}, body)

    box.say = say
    result = announce(world, "--to", kind, **secrets)
    assert f"{EDITION}: {kind}: {state}" in result.output
    assert TOKEN not in result.output
    assert (result.exit_code == 0) == (state == SENT)


def test_without_apprise_its_targets_say_how_to_install_it(world, monkeypatch):
    write_settings(world, "targets: [{kind: apprise}]")
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert "pip install 'broadsheet[announce]'" in announce(world, APPRISE_URL="json://127.0.0.1").output


def test_an_address_that_apprise_does_not_know_is_told_without_it(world):
    write_settings(world, "targets: [{kind: apprise}]")
    result = announce(world, APPRISE_URL=f"nosuch://{TOKEN}")
    assert "APPRISE_URL: is not one address that Apprise knows" in result.output
    assert TOKEN not in result.output


# -- crashes --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_after_a_crash_in_the_middle_the_others_get_it_and_the_open_one_is_named(world, box):
    write_settings(
        world,
        f'targets: [{{kind: webhook}}, {{kind: mastodon, server: "{box.url}"}}, {{kind: slack}}]',
    )
    secrets = {
        "ANNOUNCE_WEBHOOK": f"{box.url}/hook",
        "MASTODON_TOKEN": TOKEN,
        "SLACK_WEBHOOK": f"{box.url}/services/x",
    }
    command = [sys.executable, "-m", "broadsheet", "announce", "--root", str(world), "--edition", EDITION]
    process = subprocess.Popen(
        command, env={**os.environ, **secrets}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )

    def kill_at_mastodon(request: Received):
        if request.path == "/api/v1/statuses":
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        return ""

    box.say = kill_at_mastodon
    process.communicate(timeout=60)
    ledger = world / f"announce/{EDITION}.txt"
    assert ledger.read_text().splitlines()[-1].startswith("sending mastodon ")
    with ledger.open("a") as file:
        file.write("sent masto")  # as a crash over the line itself would leave it
    box.say = lambda request: ""
    result = announce(world, **secrets)
    assert result.exit_code == 1
    assert f"{EDITION}: webhook: posted before" in result.output
    assert f"{EDITION}: mastodon: unknown: an earlier run does not know" in result.output
    assert f"{EDITION}: slack: sent" in result.output
    paths = [request.path for request in box.posts]
    assert paths == ["/hook", "/api/v1/statuses", "/services/x"], "nobody got it twice"


def test_a_ledger_that_somebody_edited_is_refused(tmp_path):
    lines = (
        "posted hook 2026-03-03",
        "sent hook today",
        "sent hook 2026-03-03 javascript:x",
        "sent hook 2026-13-03",
    )
    for number, line in enumerate(lines):
        path = tmp_path / f"announce/2026-03-0{number + 1}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"broadsheet-announce-1\n{line}\n")
        with (
            pytest.raises(ContentError, match="line 2: is no line of a ledger"),
            Ledger(path.parent, path.stem),
        ):
            pass
    with pytest.raises(ContentError, match="line 2: is no line of a ledger"):
        read_posts(tmp_path)


# -- what is posted -------------------------------------------------------------------------------


def announcement_of(number: int, title: str = "A title of some length, as titles are"):
    entries = [make_entry(paper=make_paper(id=f"2603.{n:05}", title=f"{title} {n}")) for n in range(number)]
    library = make_library(entries=entries)
    return make_announcement(library, library.editions[0], 25)


def test_a_post_names_as_many_papers_as_fit_and_says_how_many_more_there_are():
    announcement = announcement_of(30)
    for service in SERVICES.values():
        text = service.write(announcement, service.longest)
        counted = text.replace(announcement.url, "x" * 23) if service.name == "mastodon" else text
        assert len(counted) <= service.longest
        named = text.count("A title of some length")
        assert (named == 0 and "30 papers:" in text) or f"And {30 - named} more papers" in text
    assert mastodon.write(announcement, 100) == f"{announcement.heading}\n\n30 papers: {announcement.url}"


def test_an_address_counts_at_mastodon_as_the_instance_says():
    announcement = announcement_of(1)
    text = mastodon.write(announcement, 10_000)
    counted = len(text) - len(announcement.url) + 5
    assert mastodon.write(announcement, counted, 5) == text
    assert mastodon.write(announcement, counted - 1, 5) != text


@pytest.mark.parametrize(("language", "told"), [("en", "en"), ("pt-BR", "pt"), ("gsw", "gsw")])
def test_mastodon_is_told_the_language_whole_and_no_region(language, told):
    announcement = replace(announcement_of(1), language=language)
    assert mastodon.make_status(announcement, 500, 23)["language"] == told


def test_the_limit_of_an_instance_is_asked_for(world, box):
    write_settings(world, f'targets: [{{kind: mastodon, server: "{box.url}"}}]')
    limits = {"statuses": {"max_characters": 140, "characters_reserved_per_url": True}}

    def say(request: Received):
        return (200, {}, {"configuration": limits}) if request.path == "/api/v2/instance" else ""

    box.say = say
    assert announce(world, MASTODON_TOKEN=TOKEN).exit_code == 0
    assert "And 2 more papers:" in box.posts[0].json["status"]


def test_an_instance_that_does_not_say_its_limit_has_the_usual_one(world, box):
    write_settings(world, f'targets: [{{kind: mastodon, server: "{box.url}"}}]')
    box.say = lambda request: (404, {}, {"error": "x"}) if request.path == "/api/v2/instance" else ""
    assert announce(world, MASTODON_TOKEN=TOKEN).exit_code == 0
    assert "more papers" not in box.posts[0].json["status"]


def test_facets_count_bytes_where_titles_are_beyond_ascii():
    announcement = announcement_of(2, "Größe 大きさ 🎲")
    target = Target(name="bluesky", kind="bluesky", secret="X")
    record = bluesky.make_record(Delivery(announcement=announcement, target=target, secret="x", now=NOW))
    (facet,) = record["facets"]
    data = record["text"].encode()
    link = data[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
    assert announcement.url.startswith(f"https://{link}")
    assert record["createdAt"] == "2026-03-03T08:00:00.000Z"


# -- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{kind: mastodn}", "no such kind 'mastodn'; did you mean 'mastodon'?"),
        ("{kind: mastodon}", "targets[0]: missing 'server'"),
        ('{kind: mastodon, server: "http://social.example"}', "must be an https address"),
        ('{kind: mastodon, server: "https://me:pw@social.example"}', "must be an https address"),
        ('{kind: slack, to: "#papers"}', "targets[0]: unknown key 'to'"),
        ("{kind: slack, name: Our Slack}", "name: must be lower-case letters, digits and hyphens"),
        (f"{{kind: slack, secret: {TOKEN}}}", "must be the name of an environment variable"),
        ("{kind: slack, most: 26}", "most: must be a whole number up to 25"),
        ("{kind: slack}, {kind: slack}", "2 entries have the name 'slack'; each needs its own"),
        ('{kind: telegram, to: "a\\nb"}', "to: must be one line of plain text"),
        ("{kind: slack, webhook: x}", "unknown key 'webhook'"),
    ],
)
def test_a_wrong_setting_is_named_and_a_secret_in_it_is_not_repeated(world, line, told):
    write_settings(world, f"targets: [{line}]")
    with pytest.raises(ConfigError) as raised:
        read_targets(world, SERVICES)
    assert told in str(raised.value)
    assert TOKEN not in str(raised.value)


def test_the_ledger_keeps_the_last_state_of_each_target(tmp_path):
    day = NOW.date()
    with Ledger(tmp_path, EDITION) as ledger:
        ledger.record(Row(SENDING, "a", day))
        ledger.record(Row(FAILED, "a", day))
    with Ledger(tmp_path, EDITION) as ledger:
        assert ledger.last_row("a") == Row(FAILED, "a", day)
        assert ledger.count_failures("a") == 1
        assert ledger.last_row("b") is None
