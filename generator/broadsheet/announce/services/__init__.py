"""Services that posts can be made at: one file each, which declares how a post is written and sent."""

from __future__ import annotations

from importlib import import_module

from broadsheet.announce.targets import Service

# The modules of this folder that are services; a new one is a file and a line here.
_MODULES = (
    "mastodon",
    "bluesky",
    "slack",
    "discord",
    "telegram",
    "matrix",
    "zulip",
    "teams",
    "webhook",
    "apprise",
)


def _load_service(name: str) -> Service:
    service = import_module(f"{__name__}.{name}").SERVICE
    assert isinstance(service, Service)
    return service


SERVICES = {service.name: service for service in map(_load_service, _MODULES)}
