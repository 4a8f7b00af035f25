"""MkDocs as the build runs it: ``mkdocs build --strict``, but the theme is told the policy of the pages.

A theme is told what stands in ``mkdocs.yml`` and in pages, and the policy is in neither.
"""

from __future__ import annotations

import logging
import os
import sys

from mkdocs.__main__ import State, _enable_warnings
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from broadsheet.rendering.accelerate.report import POLICY

# MkDocs itself writes colours for a terminal, and breaks lines at its width, whoever reads them.
_PLAIN = logging.Formatter("%(levelname)-8s-  %(message)s")


def main(site_dir: str, config_file: str) -> None:
    """Build the site of ``config_file`` into ``site_dir``; SystemExit where that fails.

    What MkDocs says goes to standard error, as ever, one message a line and without colours.
    """
    state = State()  # type: ignore[no-untyped-call]
    state.stream.setFormatter(_PLAIN)
    _enable_warnings()  # type: ignore[no-untyped-call]
    try:
        config = load_config(config_file=config_file, site_dir=site_dir, strict=True)
        config.theme["content_policy"] = os.environ.get(POLICY, "")
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    except MkDocsException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    del state  # until now, since its end is that of the log


if __name__ == "__main__":
    main(*sys.argv[2:])
