"""Words that carry no subject: those of the language, and those of any title."""

from __future__ import annotations

_WITHOUT_SUBJECT = """
a about above across after against all also amid among an and any are around as at away back be
because been before being below better between beyond both but by can could do does doing done don't
down during each else enough ever every few first for from further get good had has have he her here
his how i if in inside into is isn't it its itself just less let like made make makes making many
matter matters may me meets more most much must my need needs never new no nor not now of off on
once one only onto or other our out over own part per really right same second see she should since
so some still such than that the their them then there these they thing things third this those
through to together too toward towards two under unless unlike until up upon us use used uses using
versus very via vs was way we well were what when where whether which while who whom whose why will
with within without would yet you your approach approaches based case challenge challenges dynamic
effective efficient enable enables enabling enhanced enhancing evaluating experiment experiments
exploring framework general improve improved improving investigating introducing large latest
learning leveraging long method methods novel paper papers problem problems rethinking revisiting
simple small studies study system systems technical report technique techniques understanding
unified work works
"""
STOP_WORDS = frozenset(_WITHOUT_SUBJECT.split())
