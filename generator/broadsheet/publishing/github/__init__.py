"""Forms at GitHub: what the workflow `community.yml` answers on an issue, and what it proposes to merge."""
