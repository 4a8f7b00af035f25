"""The nouns of Broadsheet, frozen and pure."""
