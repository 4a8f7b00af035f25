"""All entries, sorted once, with look-ups, audits and trends."""
