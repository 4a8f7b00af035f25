"""Rendering of the Markdown tree with MkDocs, the last step and a replaceable one."""
