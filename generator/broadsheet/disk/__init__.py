"""Disk: files and folders of any kind; what they hold is for the rooms above to know.

``files`` writes one file whole or not at all, ``tree`` lists a folder, ``lock`` keeps a second run out,
``parallel`` makes many things on all processors, ``compression`` is gzip that is the same everywhere, and
``failures`` says in a sentence what a disk refused.
"""
