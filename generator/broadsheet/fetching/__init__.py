"""Fetching of papers from public APIs: client, sources, enrichers, and what becomes of each item."""
