"""Setting up and keeping a site: a new one, a newer version of Broadsheet, and what its host will take."""
