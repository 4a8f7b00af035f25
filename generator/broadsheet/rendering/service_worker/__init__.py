"""The service worker of a site, by which its pages can be read without a network, and what removes it.

Both are scripts for one address, ``sw.js``, and nothing of a site is in them.
"""
