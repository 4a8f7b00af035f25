"""The optional MkDocs plugin that makes rendering fast without changing a byte.

``bodies`` turns Markdown to HTML, ``shell`` is the page around it, ``memory`` keeps both from build to
build, ``press`` makes the pages of a site from them, and ``plugin`` stands between that and MkDocs.
It knows pages, never papers: whatever it does not understand is left to MkDocs.
"""
