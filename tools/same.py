"""Compare what two revisions of Broadsheet make of the same content, byte for byte.

    .venv/bin/python tools/same.py BASE [--allow PATTERN …] [--allow-loading] [--sites SITE …]

Four sites are built (the sample, the tests' world, the same without the accelerator, a thousand made-up
papers), each four times: from nothing, again, after an edit and a new day, and on top of what BASE left in
its caches. BASE is checked out, installed and built below .cache/same; the other side is the work tree as
it is, with its own .venv. Exits with 1 where a file differs that no PATTERN allows.
"""

from __future__ import annotations

import argparse
import difflib
import fnmatch
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import made_up_papers

REPOSITORY = Path(__file__).parent.parent
CACHE = REPOSITORY / ".cache" / "same"
SITES = ("sample", "world", "world-plain", "thousand")
COMPARED = ("build/docs", "build/twins", "site")
PATHS_SHOWN, DIFFS_SHOWN, DIFF_LINES, LINE_LENGTH = 40, 5, 24, 200
LOADING_TAG = re.compile(
    rb"""<script\b[^>]*\bsrc=[^>]*>\s*</script>|<link\b[^>]*\brel=["']?(?:stylesheet|modulepreload)\b[^>]*>"""
)

# The hash in the name of a script or a style: a change of that file is none of all pages that name it.
ASSET_HASH = re.compile(rb"\.[0-9a-f]{8}(?=\.(?:js|css)\b)")
NAMING_ASSETS = (".html", ".js")

Tree = dict[str, str]  # a file's path with slashes, and the SHA-256 of its bytes


class Difference(NamedTuple):
    """A file that is not the same in both trees; its digests, empty where it is not there at all."""

    path: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        if not self.after:
            return "missing"
        return "differs" if self.before else "extra"


class Blobs:
    """The bytes of files by their SHA-256, so that trees that are alike take little room."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self._folder / digest
        if not path.exists():
            path.write_bytes(data)
        return digest

    def read(self, digest: str) -> bytes:
        return (self._folder / digest).read_bytes() if digest else b""


class Allowed(NamedTuple):
    """What may differ: paths by their patterns, and the tags of pages that load scripts and styles."""

    patterns: tuple[str, ...] = ()
    loading: bool = False

    def covers(self, difference: Difference, blobs: Blobs) -> bool:
        if matches(difference.path, self.patterns):
            return True
        return self.loading and differs_in_loading_alone(difference, blobs)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("base", metavar="BASE", help="the revision to compare with: a branch, tag or commit")
    options.add_argument("--allow", nargs="*", default=[], help="patterns of paths that may differ: *.js")
    options.add_argument("--allow-loading", action="store_true", help="pages may load scripts in other tags")
    options.add_argument("--sites", nargs="*", default=SITES, choices=SITES, help="only these sites")
    given = options.parse_args()
    base = prepare_base(resolve(given.base))
    allowed = Allowed(tuple(given.allow), given.allow_loading)
    sound = True
    for site in given.sites:
        sound = compare_site(site, base, allowed) and sound
    sys.exit(not sound)


# BASE, in a work tree and a venv of its own


def resolve(name: str) -> str:
    """Return the full hash of a commit; SystemExit where there is no such revision."""
    found = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    if found.returncode:
        raise SystemExit(f"same: no revision {name!r}; give a branch, a tag or a commit")
    return found.stdout.strip()


def prepare_base(revision: str) -> Path:
    """Check out and install a revision below the cache, once; its folder there."""
    home = CACHE / revision[:12]
    tree = home / "tree"
    if (home / "installed").exists():
        return home
    print(f"same: installing {revision[:12]} into {home.relative_to(REPOSITORY)}", flush=True)
    shutil.rmtree(home, ignore_errors=True)
    run(["git", "worktree", "prune"], REPOSITORY)
    run(["git", "worktree", "add", "--quiet", "--detach", str(tree), revision], REPOSITORY)
    uv = [sys.executable, "-m", "uv", "--quiet"]
    python = tree / ".venv" / "bin" / "python"
    install = [*uv, "pip", "install", "--python", str(python)]
    run([*uv, "venv", "--python", sys.executable, str(tree / ".venv")], tree)
    run([*install, "--require-hashes", "-r", "requirements.lock"], tree)
    run([*install, "--no-deps", "--no-build-isolation", "--editable", "."], tree)
    (home / "installed").touch()
    return home


def run(command: list[str], folder: Path) -> None:
    """Run a command in a folder; SystemExit with all that it said where it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise SystemExit(f"same: {' '.join(command)}: failed\n{done.stdout}")


# The sites, and how they are built


def compare_site(site: str, base: Path, allowed: Allowed) -> bool:
    """Build a site at every stage with both revisions; whether all that is not allowed is the same."""
    blobs = Blobs(base / "blobs")
    folder = CACHE / "current" / site
    write_content(site, folder)
    expected = base_trees(site, folder, base, blobs)
    broadsheet = REPOSITORY / ".venv" / "bin" / "broadsheet"
    sound = True
    for stage in build_stages(broadsheet, folder):
        sound = report(f"{site}, {stage}", expected[stage], folder, blobs, allowed) and sound
    take_over(base_folder(site, base), folder)
    build(broadsheet, folder)
    return report(f"{site}, over the caches of BASE", expected["new day"], folder, blobs, allowed) and sound


def write_content(site: str, folder: Path) -> None:
    """Write the content of a site into a folder that holds nothing else then."""
    shutil.rmtree(folder, ignore_errors=True)
    if site == "thousand":
        made_up_papers.write_site(folder)
        return
    origin = REPOSITORY if site == "sample" else REPOSITORY / "tests" / "world"
    shutil.copytree(origin / "content", folder / "content")
    settings = (origin / "mkdocs.yml").read_text("utf-8")
    if site == "world-plain":
        settings = re.sub(r"(?m)^plugins:.*$", "plugins: []", settings)
    (folder / "mkdocs.yml").write_text(settings, "utf-8")


def base_folder(site: str, base: Path) -> Path:
    return base / "sites" / site


def base_trees(site: str, content: Path, base: Path, blobs: Blobs) -> dict[str, Tree]:
    """Return what BASE makes of the content at each stage: kept from an earlier run, or built."""
    kept = base / f"{site}.json"
    state = content_state(content)
    if kept.exists():
        found = json.loads(kept.read_text("utf-8"))
        if found["content"] == state:
            return dict(found["trees"])
    folder = base_folder(site, base)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(content, folder)
    trees = {}
    for stage in build_stages(base / "tree" / ".venv" / "bin" / "broadsheet", folder):
        trees[stage] = take_tree(folder, blobs)
    kept.write_text(json.dumps({"content": state, "trees": trees}), "utf-8")
    return trees


def content_state(folder: Path) -> str:
    """Return a digest of all content and of how a day passes on it."""
    digest = hashlib.sha256(Path(made_up_papers.__file__).read_bytes())
    for path in files_below(folder):
        digest.update(f"{path}\n".encode())
        digest.update((folder / path).read_bytes())
    return digest.hexdigest()


def build_stages(broadsheet: Path, folder: Path) -> Iterator[str]:
    """Build from nothing, again, and after an edit and a new day; the name of each stage once it is built."""
    for stage in ("cold", "warm", "new day"):
        if stage == "new day":
            made_up_papers.let_a_day_pass(folder)
        build(broadsheet, folder)
        yield stage


def build(broadsheet: Path, folder: Path) -> None:
    run([str(broadsheet), "build", "--root", str(folder)], folder)


def take_over(before: Path, folder: Path) -> None:
    """Put a folder of BASE, with its caches, in the place of ours."""
    shutil.rmtree(folder)
    shutil.copytree(before, folder)


# Comparing


def files_below(folder: Path) -> list[str]:
    """Return the paths of all files below a folder, in order; none where there is no such folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def take_tree(root: Path, blobs: Blobs) -> Tree:
    """Return all files that are compared, and keep their bytes; scripts and styles by their plain names."""
    tree = {}
    for part in COMPARED:
        for path in files_below(root / part):
            data = (root / part / path).read_bytes()
            if path.endswith(NAMING_ASSETS):
                data = ASSET_HASH.sub(b"", data)
            name = ASSET_HASH.sub(b"", path.encode()).decode()
            tree[f"{part}/{name}"] = blobs.keep(data)
    return tree


def differences(before: Tree, after: Tree) -> list[Difference]:
    """Return every file that one of two trees lacks or that they hold with other bytes, by path."""
    found = []
    for path in sorted(before.keys() | after.keys()):
        difference = Difference(path, before.get(path, ""), after.get(path, ""))
        if difference.before != difference.after:
            found.append(difference)
    return found


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern matches the path or, having no slash, the file's name."""
    name = path.rpartition("/")[2]
    return any(fnmatch.fnmatchcase(path if "/" in pattern else name, pattern) for pattern in patterns)


def differs_in_loading_alone(difference: Difference, blobs: Blobs) -> bool:
    """Whether a page is the same but for the tags that load scripts and styles."""
    if difference.kind != "differs" or not difference.path.endswith(".html"):
        return False
    before, after = blobs.read(difference.before), blobs.read(difference.after)
    return LOADING_TAG.sub(b"", before) == LOADING_TAG.sub(b"", after)


def report(title: str, expected: Tree, folder: Path, blobs: Blobs, allowed: Allowed) -> bool:
    """Print how a built site differs from what was expected; whether all of that is allowed."""
    current = take_tree(folder, blobs)
    failing: list[Difference] = []
    fine: list[Difference] = []
    for difference in differences(expected, current):
        (fine if allowed.covers(difference, blobs) else failing).append(difference)
    print(
        f"same: {title}: {len(expected)} files, {len(failing)} differ, {len(fine)} that may differ",
        flush=True,
    )
    print_list("  may differ: ", fine)
    print_list("  ", failing)
    for difference in examples(fine if allowed.loading else []) + examples(failing):
        print("\n".join(diff(difference, blobs)), flush=True)
    return not failing


def print_list(indent: str, found: list[Difference]) -> None:
    """Print the first paths, and how many there are of each suffix and kind."""
    if not found:
        return
    counts = Counter(
        f"{Path(difference.path).suffix or 'no suffix'} {difference.kind}" for difference in found
    )
    for difference in found[:PATHS_SHOWN]:
        print(f"{indent}{difference.kind} {difference.path}")
    if len(found) > PATHS_SHOWN:
        print(f"{indent}… and {len(found) - PATHS_SHOWN} more")
    print(f"{indent}in all: {', '.join(f'{count} {kind}' for kind, count in counts.most_common())}")


def examples(found: list[Difference]) -> list[Difference]:
    """Return a few files that differ, the first of each suffix before others."""
    differing = [difference for difference in found if difference.kind == "differs"]
    first: dict[str, Difference] = {}
    for difference in differing:
        first.setdefault(Path(difference.path).suffix, difference)
    others = [difference for difference in differing if difference not in first.values()]
    return [*first.values(), *others][:DIFFS_SHOWN]


def diff(difference: Difference, blobs: Blobs) -> list[str]:
    """Return the first lines of a unified diff, or the sizes of two files that are no text."""
    before, after = blobs.read(difference.before), blobs.read(difference.after)
    try:
        old, new = short_lines(before.decode()), short_lines(after.decode())
    except UnicodeDecodeError:
        return [f"--- {difference.path}: no text, {len(before)} bytes before and {len(after)} after"]
    names = f"before/{difference.path}", f"after/{difference.path}"
    lines = list(difflib.unified_diff(old, new, *names, n=1, lineterm=""))
    cut = [line[:LINE_LENGTH] for line in lines[:DIFF_LINES]]
    return [*cut, f"… {len(lines) - DIFF_LINES} more lines"] if len(lines) > DIFF_LINES else cut


def short_lines(text: str) -> list[str]:
    """Return the lines of a text; long ones, as in JSON and small HTML, broken after signs."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += [line] if len(line) <= LINE_LENGTH else re.split(r"(?<=[>,;}])", line)
    return lines


if __name__ == "__main__":
    main()
