"""arXiv's archives and their categories, with those that it has closed.

They are all that arXiv's own code knew in June 2026 (arXiv/arxiv-base, ``arxiv/taxonomy/definitions.py``)
but for its tests. It has added none since 2017.
"""

from __future__ import annotations

import difflib

# Each archive with what stands after the dot in its categories.
_SUBJECTS = {
    "astro-ph": "CO EP GA HE IM SR",
    "cond-mat": "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
    "cs": "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF"
    " PL RO SC SD SE SI SY",
    "econ": "EM GN TH",
    "eess": "AS IV SP SY",
    "math": "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT SG SP ST",
    "nlin": "AO CD CG PS SI",
    "physics": "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph flu-dyn"
    " gen-ph geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
    "q-bio": "BM CB GN MN NC OT PE QM SC TO",
    "q-fin": "CP EC GN MF PM PR RM ST TR",
    "stat": "AP CO ME ML OT TH",
}
_WITHOUT_SUBJECTS = (
    "gr-qc hep-ex hep-lat hep-ph hep-th math-ph nucl-ex nucl-th quant-ph"
    " acc-phys adap-org alg-geom ao-sci atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas dg-ga funct-an"
    " mtrl-th patt-sol plasm-ph q-alg solv-int supr-con"
)
_SEPARATORS = (",", ";", "+")
_MOST_GUESSES = 3


def _list_categories() -> tuple[str, ...]:
    categories = _WITHOUT_SUBJECTS.split()
    for archive, subjects in _SUBJECTS.items():
        categories.append(archive)
        for subject in subjects.split():
            categories.append(f"{archive}.{subject}")
    return tuple(categories)


CATEGORIES = _list_categories()
_BY_SMALL_LETTERS = {category.lower(): category for category in CATEGORIES}


def find_fault(category: str) -> str:
    """Return what is wrong with the name of a category or archive, with the likely spelling, or nothing.

    ``cs.*`` means the archive; arXiv itself takes small letters for capitals.
    """
    for separator in _SEPARATORS:
        if separator in category:
            parts = [part.strip() for part in category.split(separator)]
            listed = ", ".join(f'"{part}"' for part in parts if part)
            return f"{category!r} is several categories in one text; write [{listed}]"
    small_letters = category.removesuffix(".*").lower()
    if small_letters in _BY_SMALL_LETTERS:
        return ""
    guesses = difflib.get_close_matches(small_letters, _BY_SMALL_LETTERS, n=_MOST_GUESSES)
    words = f"arXiv has no category {category!r}"
    if not guesses:
        return f"{words}; all are listed at https://arxiv.org/category_taxonomy"
    spelled = " or ".join(repr(_BY_SMALL_LETTERS[guess]) for guess in guesses)
    return f"{words}; did you mean {spelled}?"
