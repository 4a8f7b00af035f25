"""Settings of the people who make a digest: ``editors.yaml``."""

from __future__ import annotations

from broadsheet.model.masthead import Colleague, Masthead
from broadsheet.settings.fields import Fields
from broadsheet.settings.lists import refuse_twice
from broadsheet.text.plain import clean, shorten, slug


def read_masthead(file: Fields) -> Masthead:
    """Return the editors and contributors that ``editors.yaml`` names; nobody is in both lists."""
    editors = [_colleague(item) for item in file.each("editors", about="who decides what the digest says")]
    contributors = [_colleague(item) for item in file.each("contributors", about="others who write for it")]
    file.close()
    handles = [colleague.handle for colleague in (*editors, *contributors)]
    refuse_twice(file, "editors and contributors", "handle", handles)
    return Masthead(tuple(editors), tuple(contributors))


def _colleague(item: Fields) -> Colleague:
    name = clean(item.text("name", required=True, about="as readers see it"))
    given = item.text("handle", about="what notes say under `by`; made from the name, unless said")
    handle = given or slug(name)
    if handle != slug(handle):
        shown = shorten(repr(handle), 60)
        item.wrong(f"must be lower-case letters, digits and hyphens, not {shown}", "handle")
    colleague = Colleague(
        handle=handle,
        name=name,
        role=clean(item.text("role", about="what the person does here, such as `editor for vision`")),
        url=item.address("url", about="the person's own page"),
    )
    item.close()
    return colleague
