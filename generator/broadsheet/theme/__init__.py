"""The MkDocs theme ``broadsheet``: Material's names and blocks, our own lean pages."""
