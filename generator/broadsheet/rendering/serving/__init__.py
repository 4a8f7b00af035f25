"""Server that shows a site while it is written: on this machine, with pages that load themselves anew.

Where its owner wants that, notes on papers can be edited in the pages.
"""

from broadsheet.rendering.serving.editing import NoteEditing
from broadsheet.rendering.serving.server import SiteServer, listening

__all__ = ["NoteEditing", "SiteServer", "listening"]
