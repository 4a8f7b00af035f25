"""Text of strangers: cleaned, escaped, converted and searched."""
