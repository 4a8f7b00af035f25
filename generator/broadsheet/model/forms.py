"""Forms by which readers propose and correct: their fields, each declared once, and their limits.

The templates that a host shows (``starts/forms/``) have the same labels, and the answer to a form is known
by them; the keys are also the names by which an address fills a form in, and those of a mail's JSON.
"""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.model.corrections import CORRECTABLE, WITHDRAWN

FOLDER = ".github/ISSUE_TEMPLATE"
PROPOSE, CORRECT, WITHDRAW, TOPIC = "propose", "correct", "withdraw", "topic"
# What a withdrawal form asks for.
TAKE_DOWN, CLAIM = "take-down", "claim"  # beside WITHDRAWN


@dataclass(frozen=True, slots=True)
class FormField:
    """Field of a form: its key, the label that readers see, and the most characters of its answer.

    ``choices`` are the keys of its answers, where they are a closed set; each option of the template ends
    with its key in brackets. A field that ``is_tick`` is a box to tick.
    """

    key: str
    label: str
    longest: int = 0
    required: bool = True
    choices: tuple[str, ...] = ()
    is_tick: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Form of one kind: the file of its template, and its fields in order."""

    kind: str
    template: str
    fields: tuple[FormField, ...]


# A withdrawal has a form of its own.
_CORRECTED = tuple([field for field in CORRECTABLE if field != WITHDRAWN])
_WORK_LENGTH, _SENTENCE, _VALUE = 2000, 500, 20_000
CREDIT = FormField("credit", "Credit", required=False, is_tick=True)
FORMS = (
    Form(
        PROPOSE,
        "propose-paper.yml",
        (
            FormField("paper", "Paper to add", _WORK_LENGTH),
            FormField("why", "Why readers should see it", _SENTENCE),
            CREDIT,
        ),
    ),
    Form(
        CORRECT,
        "correct-paper.yml",
        (
            FormField("paper", "Paper to correct", _WORK_LENGTH),
            FormField("field", "What to correct", choices=_CORRECTED),
            FormField("value", "What it should say", _VALUE),
            FormField("evidence", "Where that can be checked", _SENTENCE),
            CREDIT,
        ),
    ),
    Form(
        WITHDRAW,
        "withdraw-or-claim.yml",
        (
            FormField("paper", "Paper in question", _WORK_LENGTH),
            FormField("wish", "What to do", choices=(WITHDRAWN, TAKE_DOWN, CLAIM)),
            FormField("why", "Reason", _SENTENCE),
            FormField("evidence", "Evidence", _SENTENCE),
            CREDIT,
        ),
    ),
    Form(
        TOPIC,
        "propose-topic.yml",
        (
            FormField("name", "Name of the topic", 60),
            FormField("words", "Words that mark it", 1000),
            FormField("about", "The topic in a sentence", 200, required=False),
        ),
    ),
)
FORM_OF_KIND = {form.kind: form for form in FORMS}
