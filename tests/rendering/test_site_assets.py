"""What Material ships and nobody loads is not published; what somebody loads is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import built

pytestmark = pytest.mark.slow

OVERRIDE = """{% extends "base.html" %}
{% block scripts %}
{{ super() }}
<script src="{{ "assets/javascripts/NAME" | url }}"></script>
{% endblock %}
"""


def assets(site: Path) -> set[str]:
    return {p.relative_to(site).as_posix() for p in (site / "assets").rglob("*") if p.is_file()}


def materials(kind: str) -> list[str]:
    material = pytest.importorskip("material")
    return sorted(
        p.name for p in (Path(material.__file__).parent / "templates/assets" / kind).glob("*.min.*s")
    )


def use_overrides(root: Path) -> None:
    config = root / "mkdocs.yml"
    ours = "theme:\n  name: broadsheet\n  custom_dir: overrides"
    config.write_text(config.read_text("utf-8").replace("theme: broadsheet", ours), "utf-8")


def test_the_site_ships_nothing_of_materials_that_no_page_loads(world):
    site = built(world)
    assert not [name for name in assets(site) if "javascripts" in name or "stylesheets" in name]
    pages = "".join(page.read_text("utf-8") for page in site.rglob("*.html"))
    loaded = set(re.findall(r'(?:src|href)="[^":]*?(assets/[^"?#]+)"', pages))
    assert loaded and loaded <= assets(site)


def test_an_override_that_loads_materials_bundle_finds_all_of_it(world):
    bundle = materials("javascripts")[0]
    (world / "overrides").mkdir()
    (world / "overrides/main.html").write_text(OVERRIDE.replace("NAME", bundle), "utf-8")
    use_overrides(world)
    found = assets(built(world))
    assert f"assets/javascripts/{bundle}" in found
    assert {f"assets/stylesheets/{name}" for name in materials("stylesheets")} <= found
    assert any(name.startswith("assets/javascripts/workers/") for name in found)


def test_files_of_a_persons_own_stay_where_they_put_them(world):
    own = world / "overrides/assets/javascripts"
    own.mkdir(parents=True)
    (own / "own.js").write_text("// mine", "utf-8")
    (own / materials("javascripts")[0]).write_text("// mine in the place of Material's", "utf-8")
    use_overrides(world)
    found = [name for name in assets(built(world)) if "javascripts" in name]
    assert sorted(found) == sorted(
        f"assets/javascripts/{name}" for name in ("own.js", materials("javascripts")[0])
    )
