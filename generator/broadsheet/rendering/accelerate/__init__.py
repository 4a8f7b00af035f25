"""The optional MkDocs plugin that makes rendering fast without changing a byte.

``bodies`` turns Markdown to HTML, ``shell`` is the page around it, ``pages`` makes the pages of a site from
both, ``site_folders`` finds and writes their files, ``rendered_pages`` keeps them from build to build,
``standing_site`` is what the last build made, ``docs_listing`` the files that MkDocs is given, and
``plugin`` stands between that and MkDocs, which ``runner`` starts and ``mkdocs`` runs.
It knows pages, never papers: whatever it does not understand is left to MkDocs.
"""
