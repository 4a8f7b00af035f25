"""Cache: everything that is kept from an earlier build, and the one place to decide what of it still holds.

Nothing is taken from it that was damaged, or written by another version of the code; to delete
``.cache/`` changes nothing but time. Rooms above bring the rows that they keep, and nothing of how
they are kept.

``digests`` and ``fingerprints`` name bytes and values; ``code_version`` names our own code, and
stands in every key. ``file_state`` knows by size and times that a file is unchanged, and when these
prove nothing.

``BlobCache`` (``blobs``) keeps bytes under keys, in a file each: social cards, months of the search
index, vectors, HTML of Markdown. ``RecordCache`` (``records``) keeps typed rows in groups: papers,
entries, plain texts, rendered pages. ``Manifest`` (``manifest``) knows the files of a folder that are
current, and ``written_tree`` writes all others. ``snapshots`` name the states of many files at once.
"""
