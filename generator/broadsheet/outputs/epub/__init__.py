"""Days and weeks as books for e-readers (EPUB 3.3, https://www.w3.org/TR/epub-33/)."""
