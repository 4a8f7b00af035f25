"""Settings of comments: what is wrong in them is named."""

from __future__ import annotations

import pytest

from broadsheet import pipeline
from broadsheet.errors import ConfigError


@pytest.mark.parametrize(
    ("comments", "told"),
    [
        ("{provider: disqus}", "no such provider 'disqus'"),
        ("{repository: ada/digest}", "missing 'provider'"),
        ("{provider: giscus}", "comments: missing 'repository_id'"),
        ("{provider: giscus, repository: digest}", "comments.repository: must be owner and name"),
        ("{provider: giscus, category_id: '<b>'}", "comments.category_id: must be its id"),
        ("{provider: giscus, theme: dark}", "comments: unknown key 'theme'"),
    ],
)
def test_a_wrong_setting_of_comments_is_named(world, comments, told):
    with (world / "content/config/site.yaml").open("a") as settings:
        settings.write(f"comments: {comments}\n")
    with pytest.raises(ConfigError) as raised:
        pipeline.read_settings(world)
    assert told in str(raised.value)


def test_the_owner_may_be_an_account_that_a_company_manages(world):
    ids = "repository_id: R_1234, category: Papers, category_id: DIC_1234"
    with (world / "content/config/site.yaml").open("a") as settings:
        settings.write(f"comments: {{provider: giscus, repository: ada_lab/digest, {ids}}}\n")
    comments = pipeline.read_settings(world).site.comments
    assert comments is not None and comments.repository == "ada_lab/digest"
