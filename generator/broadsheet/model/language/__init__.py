"""The language of the interface: English sentences in the code, and catalogues (gettext) of translations."""
