"""Scripts that are joined do what they did apart, and what cannot be joined is named."""

from __future__ import annotations

import subprocess
from pathlib import Path
from textwrap import dedent

import pytest
from scripting import SCRIPTS

from broadsheet.rendering.hashed_names import name_by_bytes
from broadsheet.rendering.published_assets import publish_assets
from broadsheet.rendering.script_bundles import Starts, join_modules
from broadsheet.rendering.script_modules import Module, UnknownFormError, read_module

MADE_UP = {
    "every.js": """
        import { count, Tally as Counter } from "./lib/state.js";
        import * as words from './lib/words.js';
        import "./lib/effect.js";
        const local = "every";
        count();
        say(local, words.greet("you"), new Counter().total);
        import("./late.js").then(({ late }) => late());
    """,
    "page.js": """
        import {
          count,
          later,
        } from "./lib/state.js";
        import { greet } from "./lib/words.js"
        const local = "page", exported = "export const x = 1";
        say(local, count(), greet(exported));
        const start = async () => {
          const { other } = await import("./other.js");
          other(await later());
        };
        start();
    """,
    "late.js": """
        import { count } from "./lib/state.js";
        import { deep } from "./lib/deep.js";
        export function late() { say("late", count(), deep); }
    """,
    "other.js": """
        import { deep } from "./lib/deep.js";
        export const other = (what) => say("other", deep, what);
    """,
    "lib/state.js": """
        say("state runs");
        let counted = 0;
        const local = /[/*"'`]/;
        export function count() { counted += 1; return counted; }
        export async function later() { return `later ${"}".length}`; }
        export class Tally { total = counted; }
    """,
    "lib/words.js": """
        import { mark } from "./effect.js";
        const beside = new URL("../x/", import.meta.url);
        export const greet = (name) => `Hello ${name}${mark}${beside.pathname.slice(-3)}`;
    """,
    "lib/effect.js": 'say("effect runs");\nexport const mark = "!";\nexport function unused() {}\n',
    "lib/deep.js": """
        import { mark } from "./effect.js";
        say("deep runs");
        export const deep = "deep" + mark;
    """,
}
MADE_UP = {name: dedent(text) for name, text in MADE_UP.items()}


def write_all(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "package.json").write_text('{"type": "module"}')


def told(node: str, folder: Path, *starts: str) -> list[str]:
    """Return what scripts say that are started one after the other."""
    program = "globalThis.say = (...words) => console.log(...words);\n"
    for start in starts:
        program += f"await import({str(folder / start)!r});\nawait new Promise((go) => setTimeout(go, 50));\n"
    command = [node, "--input-type=module", "--eval", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def joined(sources: dict[str, str], *pages: str, others: tuple[str, ...] = ()) -> dict[str, str]:
    starts = Starts(frozenset(pages), "every.js", frozenset(others))

    def read(path: str) -> Module:
        module = read_module(path, sources[path], sources[path])
        return module._replace(beside=module.beside & sources.keys())

    return dict(join_modules(read, starts).texts)


def test_joined_scripts_do_what_they_did_apart(node, tmp_path):
    write_all(tmp_path / "apart", {name: text.encode() for name, text in MADE_UP.items()})
    texts = joined(MADE_UP, "every.js", "page.js")
    assert texts.keys() == {
        "every.js",
        "page.js",
        "late.js",
        "other.js",
        "assets/scripts/shared-late-other.js",
    }
    assets = name_by_bytes(texts)
    write_all(tmp_path / "joined", {asset.path: asset.data for asset in assets.values()})
    apart = told(node, tmp_path / "apart", "every.js", "page.js")
    together = told(node, tmp_path / "joined", assets["every.js"].path, assets["page.js"].path)
    assert together == apart
    assert apart.count("state runs") == apart.count("deep runs") == apart.count("effect runs") == 1


def test_what_is_started_by_strangers_needs_nothing_that_is_loaded_before():
    texts = joined(MADE_UP, "every.js", "page.js", others=("late.js",))
    assert "every.js" not in texts["late.js"]
    assert 'from"\0assets/scripts/shared-every-late.js\0"' in texts["late.js"]


def test_many_comments_before_no_import_are_read_at_once():
    text = "/** @typedef {string} A */\n" * 1000 + "f();"
    assert read_module("a.js", text, "f();").imports == ()


def test_our_joined_scripts_are_modules_without_a_fault(node, tmp_path):
    assets = set(publish_assets([SCRIPTS.parents[1]]).by_name.values())
    scripts = {asset.path: asset.data for asset in assets if asset.path.endswith(".js")}
    write_all(tmp_path, scripts)
    program = "for (const path of process.argv.slice(1))"
    program += " new vm.SourceTextModule(fs.readFileSync(path, 'utf8'), { identifier: path });"
    paths = [str(tmp_path / path) for path in scripts]
    command = [node, "--experimental-vm-modules", "--eval", program, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("export default 1;", "has an export that is no function, class or const"),
        ("export let a = 1;", "has an export that is no function, class or const"),
        ('export { a } from "./a.js";', "has an export that is no function, class or const"),
        ("f();export const { a } = b;", "has an export that is no function, class or const"),
        ('import a from "./a.js";', "has an import that is not at its beginning"),
        ('f();\nimport { a } from "./a.js";', "has an import that is not at its beginning"),
        ("const a = await import(name);", "has an import() of something that is not in quotes"),
        ("f(import.meta);", "has an import.meta outside of new URL(…, import.meta.url)"),
        ("for (var i = 0; i < 9; i++) f();", "has a var"),
        ("const a = await f();", "has an await outside of functions"),
        ("const f = async () => {await 1};await f();", "has an await outside of functions"),
        ("const a=/[\"'`{]/;await f('}');", "has an await outside of functions"),
        ("const all=[/[{'\"]/];await f();", "has an await outside of functions"),
        ("const f=()=>/['{]/;function g(){return/[`{]/}await f();", "has an await outside of functions"),
        ("const M$1 = 1;", "has a name with M$"),
        (
            'import { a } from "three";import "https://a.example/b.js";',
            "names https://a.example/b.js, which is",
        ),
        ('import "/b.js";', "names /b.js, which is no path from where it lies"),
    ],
)
def test_a_form_that_is_not_known_is_named(text, said):
    with pytest.raises(UnknownFormError, match=r"^own/a\.js: ") as error:
        read_module("own/a.js", text, text)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "export async function f() {\n  await g();\n}\nf();",
        "const f = async () => await g('{');\nf();",
        "list.map(async (one) => {await one; return `a${b}` + /[{'\"]/.source});",
    ],
)
def test_an_await_in_a_function_is_fine(text):
    assert read_module("a.js", text, text).body


def test_what_a_comment_says_in_the_place_of_code_is_not_taken_for_it():
    with pytest.raises(UnknownFormError, match="in a comment"):
        read_module("a.js", "/*\nexport function old() {}\n*/\nf();", "f();")
    module = read_module("a.js", '/* kept */import "./b.js"; // and this\nf();', 'import"./b.js";f();')
    assert [imported.target for imported in module.imports] == ["b.js"]
    assert module.body == "/* kept */ // and this\nf();"


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (
            {"a.js": 'import { b } from "./b.js";', "b.js": "export const c = 1;"},
            "a.js: imports b, which b.js does",
        ),
        (
            {"a.js": 'import "./b.js";', "b.js": 'import "./c.js";', "c.js": 'import "./b.js";'},
            "is imported by what",
        ),
    ],
)
def test_scripts_that_do_not_fit_one_another_are_named(sources, said):
    with pytest.raises(UnknownFormError, match=said):
        joined(sources, "a.js")
