"""The page on which readers subscribe: there where a provider is configured, and nowhere else."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from make import make_library, make_site

from broadsheet.cli import main
from broadsheet.errors import ConfigError
from broadsheet.model.site import Subscribe
from broadsheet.outputs.feeds.feeds import feeds
from broadsheet.outputs.pages.pages import pages
from broadsheet.outputs.pages.subscribe import subscribe
from broadsheet.pipeline import read_settings

LIST = "https://x.list-manage.com/subscribe/post?u=1&id=2"


def written(output, **site) -> str:
    library = make_library(site=make_site(**site))
    return "".join(file.data.decode() for file in output(library) if file.path.endswith(".md"))


def configured(world, text: str) -> Subscribe | None:
    file = world / "content/config/site.yaml"
    file.write_text(f"subscribe: {text}\n")
    return read_settings(world).site.subscribe


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{provider: buttondown, user: our-digest}",
            Subscribe("Buttondown", "https://buttondown.com/api/emails/embed-subscribe/our-digest", "email"),
        ),
        (f"{{provider: mailchimp, url: '{LIST}'}}", Subscribe("Mailchimp", LIST, "EMAIL")),
        (
            "{provider: follow.it, url: 'https://api.follow.it/subscription-form/x/8'}",
            Subscribe("follow.it", "https://api.follow.it/subscription-form/x/8", "email"),
        ),
        ("{provider: mailto, address: join@example.org}", Subscribe("us", "mailto:join@example.org")),
        ("", None),
    ],
)
def test_each_provider_has_its_own_form(world, text, expected):
    assert configured(world, text) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{provider: pigeon}", "subscribe.provider: no such provider 'pigeon'; known: buttondown, mailchimp"),
        ("{user: x}", "subscribe: missing 'provider'"),
        ("{provider: buttondown}", "subscribe: missing 'user'"),
        ("{provider: buttondown, user: 'a/b'}", "subscribe.user: must be the name of your newsletter"),
        ("{provider: mailchimp, url: 'http://a.example/'}", "subscribe.url: must be the https address"),
        ("{provider: mailchimp, url: 'javascript:alert(1)'}", "subscribe.url: must be the https address"),
        (
            "{provider: mailto, address: 'a@b.org?bcc=c@d.org'}",
            "subscribe.address: must be an e-mail address",
        ),
        ("{provider: buttondown, user: a, url: b}", "subscribe: unknown key 'url'"),
    ],
)
def test_a_wrong_provider_is_named(world, text, told):
    with pytest.raises(ConfigError) as error:
        configured(world, text)
    assert f"content/config/site.yaml: {told}" in str(error.value)


def test_without_a_provider_there_is_neither_page_nor_link():
    assert written(subscribe) == ""
    assert "subscribe/" not in written(pages) + written(feeds)


def test_with_one_there_are_both():
    offer = Subscribe("Mailchimp", LIST, "EMAIL")
    page = written(subscribe, subscribe=offer)
    assert 'method="post"' in page and 'name="EMAIL"' in page and 'for="subscribe-address"' in page
    assert "sends your address to Mailchimp (x.list-manage.com)" in page
    assert "<script" not in page and not re.search(r"<(?:img|link|iframe)", page)
    assert 'href="subscribe/"' in written(pages, subscribe=offer)
    assert 'href="../subscribe/"' in written(feeds, subscribe=offer)


def test_a_mailto_is_a_link_and_no_form():
    page = written(subscribe, subscribe=Subscribe("us", "mailto:join@example.org"))
    assert "<form" not in page and "join@example.org?subject=Subscribe" in page


def test_check_looks_over_the_settings_of_mail_too(world):
    (world / "content/config/mail.yaml").write_text("prot: 25\n")
    result = CliRunner().invoke(main, ["check", "--root", str(world)])
    assert result.exit_code == 1
    assert "content/config/mail.yaml: unknown key 'prot'; did you mean 'port'?" in result.output
