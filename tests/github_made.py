"""GitHub on loopback, by its documentation: issues, comments, labels and pull requests of a bare repository.

It refuses, stalls and cuts answers when it is told to. ``gh``, GitHub's program, is a script that asks it.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from repositories import git

OWNER, NAME = "review", "digest"
REPOSITORY = f"{OWNER}/{NAME}"
TOKEN = "ghs_made-up"
ROBOT = "github-actions[bot]"
# What a token without a right is told, and who asked too much.
REFUSED = {"message": "Resource not accessible by integration", "status": "403"}
LIMITED = {"message": "You have exceeded a secondary rate limit."}
GH = f"""#!{sys.executable}
import json, os, sys
from urllib.request import Request, urlopen

def ask(path, body=None):
    address = os.environ["GITHUB_API_URL"] + "/repos/" + options["--repo"] + path
    headers = {{"Authorization": "Bearer " + os.environ["GH_TOKEN"]}}
    with urlopen(Request(address, json.dumps(body).encode() if body else None, headers)) as answer:
        return json.load(answer)

words = sys.argv[1:]
options = dict(zip(words[2::2], words[3::2]))
if words[:2] == ["pr", "list"]:
    owner = options["--repo"].partition("/")[0]
    for pull in ask(f"/pulls?head={{owner}}:{{options['--head']}}&state={{options['--state']}}"):
        print(pull["number"])
elif words[:2] == ["pr", "create"]:
    named = {{name: options["--" + name] for name in ("title", "body", "head", "base")}}
    print(ask("/pulls", named)["html_url"])
elif words != ["auth", "setup-git"]:
    sys.exit(f"gh: does not know {{words}}")
"""


@dataclass
class Fault:
    """What goes wrong with the next requests: of a method, with a path that has a pattern.

    ``kind`` is a status, ``limit`` (403 with Retry-After), ``cut`` (half an answer), or ``lost``: it is
    done, and nothing is answered.
    """

    method: str
    pattern: str
    kind: str
    times: int = 1


@dataclass
class GitHub:
    """The repository as the host has it; ``address`` is that of its API."""

    repository: Path
    address: str = ""
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    rights: set[str] = field(default_factory=lambda: {"issues", "pulls"})

    # -- what people do --------------------------------------------------------------------

    def open_issue(self, body: str, *, by: str = "ada", day: str = "2026-05-18", **more: Any) -> int:
        """Somebody fills in a form."""
        number = len(self.issues) + len(self.pulls) + 1
        self.issues[number] = {
            **{"number": number, "state": "open", "title": "Of a form", "body": body, "labels": []},
            **{"user": {"login": by}, "author_association": "NONE"},
            **{"created_at": f"{day}T09:00:00Z", "updated_at": f"{day}T09:00:00Z"},
            **more,
        }
        return number

    def event(self, number: int, action: str = "opened") -> dict[str, Any]:
        """The event of an issue as it is now, as a workflow gets it."""
        return {"action": action, "issue": json.loads(json.dumps(self.issues[number]))}

    def comment(self, number: int, body: str, by: str) -> None:
        identity = 9000 + len(self.comments)
        self.comments.append({"id": identity, "issue": number, "body": body, "user": {"login": by}})

    def labels(self, number: int) -> list[str]:
        return [label["name"] for label in self.issues[number]["labels"]]

    def answers(self, number: int) -> list[str]:
        """What the robot has said on an issue."""
        ours = [comment for comment in self.comments if comment["user"]["login"] == ROBOT]
        return [comment["body"] for comment in ours if comment["issue"] == number]

    def open_pulls(self) -> list[dict[str, Any]]:
        """The pull requests that are open: those whose branch is gone are closed."""
        for pull in self.pulls:
            if pull["state"] == "open" and pull["head"]["ref"] not in self.branches():
                pull["state"] = "closed"
        return [pull for pull in self.pulls if pull["state"] == "open"]

    def branches(self) -> set[str]:
        return set(git(self.repository, "branch", "--format=%(refname:short)").split())

    def merge(self, pull: dict[str, Any], clone: Path) -> None:
        """An editor presses the button: the branch is merged, and the issue that the words name is closed."""
        git(clone, "fetch", "--quiet", "origin")
        git(clone, "checkout", "--quiet", "-B", "merging", f"origin/{pull['base']['ref']}")
        git(clone, "merge", "--quiet", "--no-edit", f"origin/{pull['head']['ref']}")
        git(clone, "push", "--quiet", "origin", f"HEAD:{pull['base']['ref']}")
        pull.update(state="closed", merged_at="2026-05-18T10:00:00Z")
        for number in re.findall(r"[Cc]loses #(\d+)", pull["body"]):
            self.issues[int(number)]["state"] = "closed"

    # -- the API -----------------------------------------------------------------------------

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        """Status and body of an answer."""
        for route_method, pattern, right, action in ROUTES:
            found = re.fullmatch(f"/repos/{REPOSITORY}{pattern}", path)
            if found and route_method == method:
                if method != "GET" and right not in self.rights:
                    return 403, REFUSED
                return action(self, [unquote(group) for group in found.groups()], query, body)
        return 404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}

    def get_issue(self, groups: list[str], _query: Any, _body: Any) -> tuple[int, Any]:
        issue = self.issues.get(int(groups[0]))
        return (200, issue) if issue else (404, {"message": "Not Found"})

    def list_issues(self, _groups: Any, query: dict[str, list[str]], _body: Any) -> tuple[int, Any]:
        [creator], [since], [state] = query["creator"], query["since"], query["state"]
        assert state == "all"
        chosen = [issue for issue in self.issues.values() if issue["user"]["login"] == creator]
        requests = [{"number": pull["number"], "pull_request": {}} for pull in self.pulls]
        return 200, [*requests, *(issue for issue in chosen if issue["updated_at"] >= since)]

    def list_comments(self, groups: list[str], query: dict[str, list[str]], _body: Any) -> tuple[int, Any]:
        size, page = int(query["per_page"][0]), int(query["page"][0])
        found = [comment for comment in self.comments if comment["issue"] == int(groups[0])]
        return 200, found[(page - 1) * size : page * size]

    def add_comment(self, groups: list[str], _query: Any, body: Any) -> tuple[int, Any]:
        self.comment(int(groups[0]), body["body"], ROBOT)
        return 201, self.comments[-1]

    def edit_comment(self, groups: list[str], _query: Any, body: Any) -> tuple[int, Any]:
        [comment] = [comment for comment in self.comments if comment["id"] == int(groups[0])]
        comment["body"] = body["body"]
        return 200, comment

    def add_labels(self, groups: list[str], _query: Any, body: Any) -> tuple[int, Any]:
        labels = self.issues[int(groups[0])]["labels"]
        labels += [{"name": name} for name in body["labels"] if {"name": name} not in labels]
        return 200, labels

    def drop_label(self, groups: list[str], _query: Any, _body: Any) -> tuple[int, Any]:
        labels = self.issues[int(groups[0])]["labels"]
        if {"name": groups[1]} not in labels:
            return 404, {"message": "Label does not exist"}
        labels.remove({"name": groups[1]})
        return 200, labels

    def list_pulls(self, _groups: Any, query: dict[str, list[str]], _body: Any) -> tuple[int, Any]:
        self.open_pulls()
        [head], [state] = query["head"], query["state"]
        chosen = [pull for pull in self.pulls if pull["head"]["label"] == head]
        return 200, [pull for pull in reversed(chosen) if state in ("all", pull["state"])]

    def add_pull(self, _groups: Any, _query: Any, body: Any) -> tuple[int, Any]:
        assert body["head"] in self.branches(), "a request needs a branch"
        assert not any(pull["head"]["ref"] == body["head"] for pull in self.open_pulls()), "one is open"
        number = len(self.issues) + len(self.pulls) + 1
        self.pulls.append(
            {
                **{"number": number, "state": "open", "merged_at": None},
                **{"title": body["title"], "body": body["body"], "base": {"ref": body["base"]}},
                "head": {"ref": body["head"], "label": f"{OWNER}:{body['head']}"},
                "html_url": f"https://github.example/{REPOSITORY}/pull/{number}",
            }
        )
        return 201, self.pulls[-1]

    def list_commits(self, groups: list[str], _query: Any, _body: Any) -> tuple[int, Any]:
        [pull] = [pull for pull in self.pulls if pull["number"] == int(groups[0])]
        span = f"{pull['base']['ref']}..{pull['head']['ref']}"
        emails = git(self.repository, "log", "--format=%ae", span).split()
        return 200, [{"commit": {"author": {"email": email}}} for email in emails]


ROUTES = (
    ("GET", r"/issues/(\d+)", "", GitHub.get_issue),
    ("GET", r"/issues", "", GitHub.list_issues),
    ("GET", r"/issues/(\d+)/comments", "", GitHub.list_comments),
    ("POST", r"/issues/(\d+)/comments", "issues", GitHub.add_comment),
    ("PATCH", r"/issues/comments/(\d+)", "issues", GitHub.edit_comment),
    ("POST", r"/issues/(\d+)/labels", "issues", GitHub.add_labels),
    ("DELETE", r"/issues/(\d+)/labels/([^/]+)", "issues", GitHub.drop_label),
    ("GET", r"/pulls", "", GitHub.list_pulls),
    ("POST", r"/pulls", "pulls", GitHub.add_pull),
    ("GET", r"/pulls/(\d+)/commits", "", GitHub.list_commits),
)


class _Handler(BaseHTTPRequestHandler):
    host: GitHub

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle_any(self) -> None:
        address = urlsplit(self.path)
        size = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(size)) if size else None
        self.host.asked.append(f"{self.command} {address.path.removeprefix(f'/repos/{REPOSITORY}')}")
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.reply(401, {"message": "Bad credentials"})
            return
        kind = self.find_fault(address.path)
        if kind.isdigit():
            self.reply(int(kind), REFUSED if kind == "403" else LIMITED)
            return
        if kind == "limit":
            self.reply(403, LIMITED, {"Retry-After": "3"})
            return
        status, answer = self.host.answer(self.command, address.path, parse_qs(address.query), body)
        if kind == "lost":
            return
        self.reply(status, answer, cut=kind == "cut")

    do_GET = do_POST = do_PATCH = do_DELETE = handle_any

    def find_fault(self, path: str) -> str:
        for fault in self.host.faults:
            if fault.method == self.command and re.search(fault.pattern, path) and fault.times:
                fault.times -= 1
                return fault.kind
        return ""

    def reply(
        self, status: int, value: Any, headers: dict[str, str] | None = None, *, cut: bool = False
    ) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)


@contextmanager
def github(repository: Path) -> Iterator[GitHub]:
    """GitHub with one repository, whose branches are those of a bare one on this disk."""
    host = GitHub(repository)
    handler = type("Handler", (_Handler,), {"host": host})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    host.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
