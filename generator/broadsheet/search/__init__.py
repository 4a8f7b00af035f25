"""Search of the whole archive in a reader's browser, by words and by meaning."""
