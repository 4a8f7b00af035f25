"""Venues: what is a publication, what is a preprint's place, and what is only a state."""

from __future__ import annotations

import pytest

from broadsheet.model.venues import is_preprint_server, journal_doi, openreview_venue

PREPRINT_SERVERS = (
    *("ChinaXiv", "Jxiv", "Computing Research Repository", "Qeios", "Optica Open", "Cogprints"),
    *("PhilSci Archive", "PhilSci-Archive", "Mendeley Data", "DataCite", "MPRA Paper"),
    *("arXiv", "arXiv.org", "ArXiv", "CoRR", "bioRxiv", "medRxiv", "ChemRxiv", "TechRxiv", "EarthArXiv"),
    *("PsyArXiv", "engrXiv", "SSRN", "SSRN Electronic Journal", "Social Science Research Network"),
    *("Research Square", "Zenodo", "Authorea", "Preprints.org", "OSF Preprints", "OpenReview", "figshare"),
    *("IACR Cryptology ePrint Archive", "Cold Spring Harbor Laboratory", "HAL", "Authorea Preprints"),
    "HAL (Le Centre pour la Communication Scientifique Directe)",
    *("IACR Cryptol. ePrint Arch.", "IACR ePrint", "viXra", "SocArXiv", "EGUsphere", "ESS Open Archive"),
    *(
        "PeerJ Prepr.",
        "PeerJ PrePrints",
        "Open Science Framework",
        "Cambridge Open Engage",
        "Harvard Dataverse",
    ),
    *(
        "Electron. Colloquium Comput. Complex.",
        "CoRR abs/2605.00001",
        "bioRxiv (Cold Spring Harbor Laboratory)",
    ),
)
JOURNALS = (
    *(
        "Nature",
        "PLoS ONE",
        "Journal of Stones",
        "Corrosion Science",
        "Halcyon Review",
        "Proceedings of StoneConf",
    ),
    "Cold Spring Harbor Perspectives in Stones",
)


@pytest.mark.parametrize("name", PREPRINT_SERVERS)
def test_a_server_of_preprints_is_no_journal(name: str) -> None:
    assert is_preprint_server(name)


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_is_one(name: str) -> None:
    assert not is_preprint_server(name)


@pytest.mark.parametrize(
    ("doi", "kept"),
    [
        ("10.1038/s41586-026-00001-2", True),
        ("10.5555/3600001.3600002", False),
        ("10.48550/arxiv.2605.00101", False),
        ("10.21203/rs.3.rs-1/v1", False),
        ("10.14293/pr2199.000001.v2", False),
        ("10.14293/s2199-1006.1.sor-stone.abcde.v1", True),
        ("10.12074/202605.00001v3", False),
        ("10.31730/osf.io/abcd1", False),
        ("10.31233/osf.io/abcd1_v2", False),
        ("10.51094/jxiv.100", False),
        ("10.26434/chemrxiv-2026-ab001", False),
        ("10.55555/stones", True),
        ("", True),
    ],
)
def test_a_doi_is_a_journal_s_or_none(doi: str, kept: bool) -> None:
    assert journal_doi(doi) == (doi if kept else "")


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("StoneConf 2026 Poster", "StoneConf 2026 Poster"),
        ("StoneConf 2026 Oral", "StoneConf 2026 Oral"),
        ("StoneConf 2026", "StoneConf 2026"),
        ("StoneConf 2026 Conference", "StoneConf 2026 Conference"),
        ("PebbleWS StoneConf 2026 Workshop Spotlight", "PebbleWS StoneConf 2026 Workshop Spotlight"),
        ("Accepted by TMLR", "Transactions on Machine Learning Research"),
        ("TMLR", "Transactions on Machine Learning Research"),
        ("Accepted at StoneConf 2026", "StoneConf 2026"),
        ("Submitted to StoneConf 2026", ""),
        ("StoneConf 2026 Conference Blind Submission", ""),
        ("StoneConf 2026 Conference Withdrawn Submission", ""),
        ("StoneConf 2026 Conference Desk Rejected Submission", ""),
        ("Under review for TMLR", ""),
        ("Decision pending for TMLR", ""),
        ("Rejected by TMLR", ""),
        ("Retracted by Authors", ""),
        ("Withdrawn by Authors", ""),
        ("Published in Journal of Stones", "Journal of Stones"),
        ("StoneConf 2026 Tiny Paper", "StoneConf 2026 Tiny Paper"),
        (
            "StoneConf 2026 Datasets and Benchmarks Track Poster",
            "StoneConf 2026 Datasets and Benchmarks Track Poster",
        ),
        ("StoneConf 2026 Grit4Math Workshop", "StoneConf 2026 Grit4Math Workshop"),
        ("Grit4Math Spotlight @ StoneConf 2026", "Grit4Math Spotlight @ StoneConf 2026"),
        ("StoneConf 2026 what is this", ""),
        ("StoneConf 2026 Not yet decided", ""),
        ("StoneConf 2026 Invite to Workshop Track", ""),
        ("Desk Rejected by TMLR", ""),
        ("ACL ARR 2026", ""),
        ("ACL Rolling Review 2026", ""),
        ("Stones 2026 Anonymous Preprint", ""),
        ("Active", ""),
        ("Archived", ""),
        ("CoRR 2023", ""),
        ("arXiv.org 2026", ""),
        ("", ""),
    ],
)
def test_what_openreview_calls_a_venue_is_one_only_after_acceptance(text: str, venue: str) -> None:
    assert openreview_venue(text) == venue
