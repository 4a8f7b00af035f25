"""The Content-Security-Policy: what settings and templates put into it, and what nobody can."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from conftest import REPOSITORY
from make import make_site

from broadsheet.errors import ConfigError
from broadsheet.model.site import ContentPolicy, Subscribe
from broadsheet.pipeline import read_settings
from broadsheet.rendering.content_policy import make_content_policy

HOUSE = REPOSITORY / "generator/broadsheet"
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def hash_of(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def directives(
    root: Path = Path("nowhere"), subscribe: Subscribe | None = None, **settings
) -> dict[str, list]:
    site = make_site(content_policy=ContentPolicy(**settings), subscribe=subscribe)
    parts = [part.split() for part in make_content_policy(root, site).split("; ")]
    assert len({part[0] for part in parts}) == len(parts)
    return {name: sources for name, *sources in parts}


def overrides(root: Path, **templates: str) -> dict[str, list]:
    for name, text in templates.items():
        path = root / "theirs/partials" / f"{name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    return directives(root, overrides="theirs")


def test_a_site_that_asks_for_nothing_loads_and_runs_its_own_files_alone():
    policy = directives()
    scripts = policy.pop("script-src")
    assert scripts[0] == "'self'"
    assert all(source.startswith("'sha256-") for source in scripts[1:])
    assert policy == {
        "default-src": ["'self'"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "https:", "data:"],
        "media-src": ["'self'", "https:"],
        "font-src": ["'self'", "https:", "data:"],
        "connect-src": ["'self'"],
        "frame-src": ["'none'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", "https://duckduckgo.com"],
    }


def test_scripts_in_our_templates_run_by_their_hashes_and_no_other():
    wanted = set()
    for path in (*HOUSE.glob("theme/*.html"), *HOUSE.glob("templates/*.j2")):
        wanted |= {hash_of(script) for script in INLINE.findall(path.read_text("utf-8"))}
    assert len(wanted) == 2
    assert set(directives()["script-src"]) == {"'self'", *wanted}


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://cdn.example/lib/math.js?v=3#x", "https://cdn.example"),
        ("https://cdn.example:8443/a.js", "https://cdn.example:8443"),
        ("HTTPS://CDN.Example/a.js", "https://cdn.example"),
        ("//cdn.example/a.js", "cdn.example"),
        ("https://someone:secret@cdn.example/a.js", "https://cdn.example"),
        ("https://bücher.example/a.js", "https://xn--bcher-kva.example"),
        (" https://cdn.example/a.js ", "https://cdn.example"),
    ],
)
def test_what_mkdocs_yml_loads_from_elsewhere_is_let_in_by_its_origin(address, origin):
    scripts = directives(scripts=(address,))
    for name in ("script-src", "style-src", "connect-src", "frame-src"):
        assert origin in scripts[name], name
    styles = directives(styles=(address,))
    assert styles["style-src"] == ["'self'", origin]
    assert origin not in styles["script-src"]


@pytest.mark.parametrize(
    "address",
    [
        *("javascripts/own.js", "/own.js", "../own.js", "", "data:text/javascript,1", "javascript:1"),
        *("https://", "https://a b.example/x.js", "https://a;script-src *.example/", "https://*/x.js"),
        *(
            "https://a.example:x/",
            "https://[::1/x.js",
            "http://[::1]/x.js",
            "file:///etc/x.js",
            "https://'unsafe-inline'/",
        ),
        *(f"https://{'a' * 70}.example/x.js", 'https://a"><script>.example/'),
    ],
)
def test_an_address_that_is_of_the_site_or_of_nothing_changes_nothing(address):
    assert directives(scripts=(address,), styles=(address,)) == directives()


def test_a_listed_origin_may_give_all_but_workers_and_be_sent_forms():
    with_it, without = directives(origins=("https://giscus.app",)), directives()
    let_in = {name for name in with_it if "https://giscus.app" in with_it[name]}
    assert let_in == {"script-src", "style-src", "connect-src", "frame-src", "form-action"}
    assert {name for name in with_it if with_it[name] != without[name]} == let_in
    assert with_it["frame-src"] == ["https://giscus.app"]


def test_the_form_to_subscribe_goes_to_its_provider_and_a_mail_address_is_none():
    form = Subscribe("Buttondown", "https://buttondown.com/api/emails/embed-subscribe/x", "email")
    assert directives(subscribe=form)["form-action"][-1] == "https://buttondown.com"
    assert directives(subscribe=Subscribe("us", "mailto:a@b.example")) == directives()


def test_what_stands_in_overrides_runs_by_its_hash(tmp_path):
    found = overrides(
        tmp_path,
        inline="<p>a < b</p>\n<script>\r\nlet own = '</p>' && 1;\n</script><style>p { color: red }</style>",
        module='<SCRIPT type="module" DEFER>own()</SCRIPT>',
    )
    assert hash_of("\nlet own = '</p>' && 1;\n") in found["script-src"]
    assert hash_of("own()") in found["script-src"]
    assert found["style-src"] == ["'self'", hash_of("p { color: red }")]


def test_what_overrides_load_from_elsewhere_is_let_in(tmp_path):
    found = overrides(
        tmp_path,
        comments='{% if page %}<script src="https://giscus.app/client.js" async></script>{% endif %}',
        fonts='<link href="https://fonts.example/css?a=1&amp;b" rel="stylesheet">',
        film="<iframe src='https://films.example/1'></iframe>",
        own='<script src="{{ "assets/own.js" | url }}"></script><link rel="icon" href="https://icons.example/a">',
    )
    assert found["script-src"][-2:] == [directives()["script-src"][-1], "https://giscus.app"]
    assert found["frame-src"] == ["https://giscus.app", "https://films.example"]
    assert "https://fonts.example" in found["style-src"]
    assert "https://fonts.example" not in found["script-src"]


@pytest.mark.parametrize(
    "script", ["let a = {{ page.url | tojson }};", "{% if a %}b(){% endif %}", "{# a #}b()", ""]
)
def test_a_script_that_jinja_writes_has_no_hash(tmp_path, script):
    assert overrides(tmp_path, inline=f"<script>{script}</script>") == directives()


def test_what_is_no_template_is_passed_over(tmp_path):
    (tmp_path / "theirs/folder.html").mkdir(parents=True)
    (tmp_path / "theirs/.#main.html").symlink_to("ada@host.17")
    (tmp_path / "theirs/link.html").symlink_to("/dev/zero")
    (tmp_path / "theirs/latin.html").write_bytes(b"<p>\xe9</p><script>1</script>")
    assert hash_of("1") in directives(tmp_path, overrides="theirs")["script-src"]


def test_a_folder_of_overrides_may_be_anywhere(tmp_path):
    overrides(tmp_path, inline="<script>1</script>")
    (tmp_path / "site").mkdir()
    for folder in ("../theirs", str(tmp_path / "theirs")):
        assert hash_of("1") in directives(tmp_path / "site", overrides=folder)["script-src"]


def test_a_folder_of_overrides_that_is_not_there_is_for_mkdocs_to_name(tmp_path):
    assert directives(tmp_path, overrides="nowhere") == directives()


# -- settings ----------------------------------------------------------------------------


def settings(world: Path, csp: str = "", mkdocs: str = "") -> ContentPolicy | None:
    (world / "content/config/site.yaml").write_text(f"top: 2\n{csp}\n")
    with (world / "mkdocs.yml").open("a") as file:
        file.write(mkdocs)
    return read_settings(world).site.content_policy


def test_the_policy_is_on_unless_it_is_switched_off(world):
    assert settings(world) == ContentPolicy()
    assert settings(world, "csp: true") == ContentPolicy()
    assert settings(world, "csp: false") is None
    assert make_content_policy(world, read_settings(world).site) == ""


def test_the_settings_are_those_of_both_files(world):
    digest = "sha256-L45Ii3LQotbBQE/TBayefae2yJ/U5p7RQmPq0D2P4Yo="
    mkdocs = "extra_javascript: [own.js, {path: 'https://a.example/b.js', async: true}, 3]\n"
    mkdocs += "extra_css: ['https://c.example/d.css']\n"
    found = settings(world, f"csp: {{origins: ['https://*.e.example:8000'], hashes: ['{digest}']}}", mkdocs)
    assert found == ContentPolicy(
        scripts=("own.js", "https://a.example/b.js"),
        styles=("https://c.example/d.css",),
        origins=("https://*.e.example:8000",),
        hashes=(digest,),
    )


@pytest.mark.parametrize(
    ("csp", "told"),
    [
        ("csp: off it", "csp: must be a mapping of keys to values"),
        ("csp: {origin: []}", "csp: unknown key 'origin'; did you mean 'origins'?"),
        (
            "csp: {origins: https://a.example}",
            "csp.origins: must be a list of texts, not 'https://a.example'",
        ),
        *(
            (
                f"csp: {{origins: [{origin!r}]}}",
                "csp.origins: each must be an origin such as https://giscus.app, ",
            )
            for origin in (
                *("a.example", "https://a.example/", "https://a.example/x.js", "*", "https:", "https://*"),
                *(
                    "'self'",
                    "data:",
                    "https://a.example; script-src *",
                    "https://a.example https://b.example",
                ),
                *("https://a.example\nx", "ftp://a.example", 'https://a"b.example', "https://bücher.example"),
            )
        ),
        ("csp: {hashes: [unsafe-inline]}", "csp.hashes: each must be a hash such as sha256-… "),
        (
            "csp: {hashes: [\"sha256-a' 'unsafe-inline\"]}",
            "csp.hashes: each must be a hash such as sha256-… ",
        ),
    ],
)
def test_what_is_no_setting_is_named(world, csp, told):
    with pytest.raises(ConfigError) as error:
        settings(world, csp)
    assert len(error.value.problems) == 1
    assert error.value.problems[0].startswith(f"content/config/site.yaml: {told}")
