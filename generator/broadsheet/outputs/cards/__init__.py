"""Social cards: the pictures that stand for a page where it is shared."""
