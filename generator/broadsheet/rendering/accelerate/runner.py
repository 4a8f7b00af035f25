"""Start of MkDocs, or of ProperDocs in its place where MkDocs itself is not installed.

ProperDocs is MkDocs 1.6 by another name, made by people who maintained MkDocs: it hands out its own modules
to whoever imports those of MkDocs. https://github.com/ProperDocs/properdocs
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec


def main(site_dir: str, config_file: str) -> None:
    """Build a site with the engine that is here; SystemExit where that fails."""
    if find_spec("mkdocs") is None and find_spec("properdocs") is not None:
        import_module("properdocs.replacement")
    # Here, and not above: whom the name MkDocs stands for is decided just before.
    from broadsheet.rendering.accelerate.mkdocs import build_site

    build_site(site_dir, config_file)


if __name__ == "__main__":
    main(*sys.argv[2:])
