"""Versions: what somebody who reports a fault is asked for, whatever of it is installed."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from broadsheet import __version__

# Packages that decide what a site looks like, by the names of their distributions.
_PACKAGES = {
    "MkDocs": "mkdocs",
    "Material for MkDocs": "mkdocs-material",
    "ProperDocs": "properdocs",
}
_OPTIONAL = ("ProperDocs",)


def describe_versions() -> str:
    """Return our version and, a line each, those of Python and MkDocs, and the system."""
    lines = [
        f"broadsheet {__version__}",
        f"Python {platform.python_version()} ({platform.python_implementation()})",
    ]
    for name, distribution in _PACKAGES.items():
        try:
            lines.append(f"{name} {version(distribution)}")
        except PackageNotFoundError:
            if name not in _OPTIONAL:
                lines.append(f"{name}: not installed")
    lines.append(platform.platform())
    return "\n".join(lines)
