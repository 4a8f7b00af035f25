"""Python and the scripts of the pages make the same address of a paper that shares a page."""

from __future__ import annotations

import json
import subprocess

import pytest
from scripting import SCRIPTS

from broadsheet.library import urls
from broadsheet.library.shared_pages import folder_key, part_of

IDS = (
    *("2405.00017", "0704.0001", "2412.123456", "hep-th-9901001", "math.AG-0309136", "2413.00017"),
    *("doi-10.5555-stones.1", "doi-10.1002-(sici)1-2", "openreview-AbC_d", "example-9901001", "a", "A" * 120),
)
DEPTHS = ({}, {"other": 1}, {"other": 3, "2405": 2, "9901": 1}, dict.fromkeys(("2405", "0704", "other"), 0))


def asked_of_the_script(node: str, depths: dict[str, int]) -> dict[str, list[str]]:
    """Return where the script looks for each paper, by its id."""
    module = (SCRIPTS / "page" / "shared-pages.js").as_uri()
    program = (
        f"const {{ sharedPageAddresses }} = await import({json.dumps(module)});"
        "const [ids, depths] = process.argv.slice(-2).map((text) => JSON.parse(text));"
        "console.log(JSON.stringify(ids.map((id) => [id, sharedPageAddresses(id, depths)])));"
    )
    command = [node, "--input-type=module", "-e", program, json.dumps(IDS), json.dumps(depths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("depths", DEPTHS, ids=json.dumps)
def test_the_script_looks_where_python_put_a_paper(node, depths) -> None:
    for paper_id, found in asked_of_the_script(node, depths).items():
        key = folder_key(paper_id)
        if key.folder not in depths:
            assert not any(f"/{key.folder}/" in address for address in found)
            continue
        place = urls.words(paper_id, urls.shared_page(key.folder, part_of(key, depths[key.folder])))
        # An id of another archive may look like one of arXiv: then both folders are looked into.
        assert any(address.endswith(f"/{place}") for address in found), (paper_id, found)
        assert len(found) <= 2


@pytest.mark.parametrize("depths", ({"__proto__": 1}, {"constructor": 0}, {"toString": 0}), ids=str)
def test_no_folder_is_looked_into_that_the_site_does_not_name(node, depths) -> None:
    assert not any(asked_of_the_script(node, depths).values())
