"""Links to the forms by which readers propose and correct: at the repository's host, or as a mail.

The one home of these addresses. A form is filled in by the keys of its fields; a mail carries the same as a
block of JSON, of which its sender fills in what is empty.
"""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

from broadsheet.model.forms import FORM_OF_KIND, Form
from broadsheet.model.language.words import N_
from broadsheet.model.language.words import gettext as _
from broadsheet.model.site import Community

_SUBJECTS = {
    "propose": N_("Paper: %(about)s"),
    "correct": N_("Correction: %(about)s"),
    "withdraw": N_("About a paper: %(about)s"),
    "topic": N_("Topic: %(about)s"),
}


def form_link(community: Community, kind: str, about: str = "") -> str:
    """Return the address of a form of a kind, filled in with what it is ``about``, a paper's id say.

    It is empty where the site takes no forms.
    """
    if not community.has_forms:
        return ""
    form = FORM_OF_KIND[kind]
    subject = _(_SUBJECTS[kind], about=about).strip()
    if community.issues:
        return _issue(community.issues, form, subject, about)
    if community.email:
        return _mail(community.email, form, subject, about)
    return ""


def _issue(issues: str, form: Form, subject: str, about: str) -> str:
    fields = {"template": form.template}
    if about:
        # https://docs.github.com/issues/tracking-your-work-with-issues (creating an issue from a URL query)
        fields |= {"title": subject, form.fields[0].key: about}
    return f"{issues}/new?{urlencode(fields)}"


def _mail(email: str, form: Form, subject: str, about: str) -> str:
    """Return the address of a mail (RFC 6068) with the form as a block of JSON."""
    values: dict[str, object] = {"kind": form.kind}
    for field in form.fields:
        values[field.key] = False if field.is_tick else " | ".join(field.choices)
    values[form.fields[0].key] = about
    block = json.dumps(values, indent=1)
    hint = _("Fill in what is empty; of several answers with | between, leave one.")
    body = f"{hint}\n\n```json\n{block}\n```\n".replace("\n", "\r\n")
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject)}&body={quote(body)}"
