"""Made-up papers for benchmarks/search.py, so that CI sees a fall without anybody else's words."""

from __future__ import annotations

import random
from datetime import date, timedelta

from broadsheet.search.records import Record

PAPERS = 600


def _listed(words: str) -> list[str]:
    return words.split()


_THINGS = _listed("""
bridges tides looms orchards glaciers violins harbours lanterns beehives railways kilns volcanoes
gardens telescopes submarines windmills cathedrals marathons libraries pigeons rivers clocks puppets
balloons mushrooms kitchens deserts tunnels carpets satellites coral lighthouses
""")
_DOINGS = _listed("""
counting sorting forecasting repairing drawing translating weighing steering measuring naming
folding pruning tuning colouring matching ordering lifting warming mapping cleaning comparing
predicting polishing guiding painting stacking
""")
_WAYS = _listed("""
Recursive Patient Sparse Layered Careful Distributed Modular Elastic Adaptive Silent Symbolic
Gradual Hierarchical Temporal Local Robust
""")
_MEANS = _listed("""
Ladder Compass Filter Network Ledger Lattice Mirror Pipeline Schedule Grammar Memory Encoder Sampler
Index Planner Sieve
""")
_NOUNS = _listed("""
rain salt rope paper glass copper timber smoke light sound speed colour weight height season winter
morning village island mountain market street student teacher sailor farmer engine wheel hammer
needle mirror shadow border corner pattern signal error margin budget contract letter number table
ladder window
""")
_VERBS = _listed("""
holds bends carries follows replaces explains limits doubles halves shortens divides joins hides
reveals slows protects
""")
_NAMES = _listed("""
Ada Bela Carl Dora Emil Fay Gus Hana Ivo Jana Kurt Lena Milo Nora Otto Pia Quin Rosa Sven Tess
""")
_FAMILIES = _listed("""
Example Sample Muster Placeholder Testing Fixture Stone Lamp Reed Brook Field Marsh
""")


def small_corpus() -> tuple[list[Record], list[str]]:
    """Return the papers, oldest first, and a summary for each; always the same."""
    made = [_made(number, random.Random(f"small {number}")) for number in range(PAPERS)]
    return [record for record, _ in made], [summary for _, summary in made]


def _made(number: int, dice: random.Random) -> tuple[Record, str]:
    thing, doing = dice.choice(_THINGS), dice.choice(_DOINGS)
    # Few long forms, so that several papers share each.
    place = dice.randrange(60)
    way, means = _WAYS[place % len(_WAYS)], (_MEANS[place % 13], _MEANS[place % 11 + 5])
    name = "".join(dice.sample(("ar", "bo", "cu", "del", "fi", "gan", "hul", "mi", "pos"), 3)).capitalize()
    long = f"{way} {means[0]} {means[1]}"
    short = "".join(word[0] for word in long.split())
    said = {0: f"{long} ({short})", 1: long, 2: short}[dice.randrange(3)]
    nouns = dice.sample(_NOUNS, 14)
    verbs = dice.choices(_VERBS, k=7)
    facts = [f"The {nouns[2 * n]} {verbs[n]} the {nouns[2 * n + 1]}." for n in range(7)]
    record = Record(
        id=f"9901.{number:05}",
        title=f"{name}: {doing.capitalize()} {thing} with a {long}"
        if dice.random() < 0.5
        else f"{doing.capitalize()} {thing} by {nouns[0]} and {nouns[1]}",
        day=date(1999, 1, 4) + timedelta(days=number // 20),
        authors=tuple(f"{dice.choice(_NAMES)} {dice.choice(_FAMILIES)}" for _ in range(dice.randint(1, 5))),
        organisation=f"{dice.choice(_FAMILIES)} Institute",
        abstract=f"We study {doing} of {thing} with the help of {said}. {' '.join(facts)}",
        keywords=(thing, f"{way.lower()} {means[0].lower()}", dice.choice(nouns)),
        votes=dice.randint(0, 60),
        code="https://code.example/" if dice.random() < 0.4 else "",
    )
    fact = f"the {nouns[2]} {verbs[1]} the {nouns[3]} and {nouns[4]} helps {nouns[5]}"
    summary = f"{name} does the {doing} of {thing}; {fact}."
    return record, summary
