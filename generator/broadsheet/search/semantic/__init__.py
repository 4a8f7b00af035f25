"""Latent semantic analysis of the site's own papers: what they are about, whatever the words.

Deerwester, Dumais, Furnas, Landauer, Harshman: "Indexing by latent semantic analysis" (1990).
"""
