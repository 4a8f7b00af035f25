"""Settings of the owner: mkdocs.yml and content/config/."""
