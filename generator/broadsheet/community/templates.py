"""Labels of a site's own templates of forms, which its owner may have put into other words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from broadsheet.community.forms import Labels
from broadsheet.model.forms import FOLDER, FORMS
from broadsheet.settings.files import read_settings_file
from broadsheet.settings.yaml import parse_yaml


def read_labels(root: Path) -> Labels:
    """Return the labels of the templates of a site, by kind of form and key of field.

    ConfigError where one of them cannot be read.
    """
    labels: dict[str, dict[str, str]] = {}
    for form in FORMS:
        place = f"{FOLDER}/{form.template}"
        text = read_settings_file(root / place, place)
        if text is not None:
            labels[form.kind] = _labels_in(parse_yaml(place, text))
    return labels


def _labels_in(template: Any) -> dict[str, str]:
    """Return the labels of a template's fields by their ids; what has another shape is passed over."""
    labels: dict[str, str] = {}
    body = template.get("body") if isinstance(template, dict) else None
    for item in body if isinstance(body, list) else ():
        if not isinstance(item, dict):
            continue
        key, attributes = item.get("id"), item.get("attributes")
        label = attributes.get("label") if isinstance(attributes, dict) else None
        if isinstance(key, str) and isinstance(label, str):
            labels[key] = label
    return labels
