"""Broadsheet: a static site generator for a curated digest of research papers."""

__version__ = "0.1.0"
