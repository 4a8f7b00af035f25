"""Citations of papers in the formats of reference managers, in files and in pages' heads."""
