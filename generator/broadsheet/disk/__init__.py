"""Files and folders: atomic writes, trees, locks and parallel work."""
