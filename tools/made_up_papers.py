"""Write a site of made-up papers into FOLDER, or let a day pass on any site.

    .venv/bin/python tools/made_up_papers.py FOLDER
    .venv/bin/python tools/made_up_papers.py FOLDER --next-day

Every field of a paper, a note, an introduction and the ledger occurs, with words that are hard to print:
LaTeX, other scripts, and text that tries to be HTML, Markdown or a template. The same call always
writes the same bytes. Files are written as they lie in content/, without Broadsheet's own code, so that
one folder can be built by revisions whose code is laid out in different ways.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

SETTINGS = Path(__file__).parent / "made_up_site"
PAPERS = 1000
FIRST_DAY = date(2026, 1, 5)
READ_AFTER = timedelta(days=8)
SATURDAY = 5
QUIET_DAY, FAILED_DAY, CAPPED_DAY = date(2026, 1, 10), date(2026, 1, 13), date(2026, 1, 14)

Record = dict[str, object]

SOURCES_WITH_VOTES = ("votes", "neighbour")
OTHER_SOURCES = ("announced", "searched", "journal", "venue", "living")
TITLES = (
    "Counting {things} in the Dark",
    "A Short Proof That {things} Are Many",
    "{things}: A New Leaderboard for Lamps",
    "On {things} and on and on and on, Until the Lamp Goes out and Nobody Knows Where the Stones Were Left",
    r"Sums of {things} in $O(n \log n)$ for \emph{{every}} $\alpha_{{t+1}} \in \mathbb{{R}}^d$",
    r"From $5 to $10: {things} at 60\% of the Price, by Erd\H{{o}}s and G\"odel",
    "</title><script>alert(1)</script> {things} [x](javascript:alert(1)) {{{{ 7*7 }}}} {{% raw %}} `a` | b",
    "- {things} that begin like a list",
    "# {things} & <b>stones</b>, *starred* and _underlined_ ~~struck~~ ![i](j)",
    "小石的计数:{things} 与灯",
    "كيف نعد الحجارة في الظلام: {things}",
    "🪨 {things} 👩🏽‍🔬 Z̷̛̤a̴͈͝l̸̰̿ġ̵̱o",
    "Мы считаем {things}: камни и свет",
    "An Advertisement for {things}",
    "“{things}” – what’s in a “stone”?",
)
THINGS = ("Stones", "Pebbles", "Lamps", "Sums", "Triangles", "Lemmas", "Small Numbers", "Long Names", "Moths")
SENTENCES = (
    "We count stones by touch, since a lamp would have cost more than the stones.",
    "We prove that ten fingers are enough for ten pebbles, and that eleven are too many.",
    r"The cost is $\sum_{i=1}^{n} x_i^2 \le \frac{1}{2}\|x\|$ for 60\% of all cases, \textit{as expected}.",
    r"It falls from $5 to $10, and \unknowncommand{stays} there; see \cite{nobody} and \url{https://a.example}.",
    '--- <img src=x onerror=alert(1)> ![i](javascript:alert(2)) {: onclick="alert(4)" } {#id .class}',
    "[ref]: javascript:alert(5) &lt;script&gt; </details></article><h1>no</h1> *not strong* # no heading",
    "Our network of moths (MOTH) finds light in the dark; a moth network (MOTH) needs no lamp.",
    "这个方法只用十个手指而不用灯。",
    "هذه طريقة بسيطة بعشرة أصابع.",
    "1. An abstract may begin like a list. {{ 7*7 }} {% raw %} ]]> --> \\ end.",
    "This continues arXiv:2601.00305 and what 10.5555/made.up says.",
    "Enumerating what lies on the ground takes three nights on one processor, or one night on three.",
)
NAMES = (
    *("Ada Example", "Béla Sample", "Bo Sample", "Cy Instance", "Di van der Specimen", "O’Brien & Søn"),
    *("石一", "ليلى الحصى", "Łukasz Przykład", "Nguyễn Văn Ví Dụ", "[Bob](https://evil.example)", "Plato"),
    *('"><svg onload=alert(6)>', "J. R. R. Instance, Jr.", "true", "Ádám Ørsted-Étienne", "Пример Иванов"),
)
ORGANISATIONS = ("Institute of Small Numbers", "Société des Nombres", "<b>Bold</b> & Co", "小数研究所", "123")
CATEGORIES = ("cs.LG", "math.CO", "cs.CL", "stat.ML", "hep-th", "q-bio.NC", 'cs."><x>')
KEYWORDS = ("touch", "lamps", "proof", "<i>k</i>", "{{ k }}", "石", r"$k$-means", "long keyword " * 6 + "end")
WITHDRAWALS = ("The authors found an error in <Lemma> 2 & its proof, $x < y$.", "No reason is given.")
TAKEAWAYS = ("Ten fingers are enough for ten stones.", "The proof is <short> & it fits on a page.")
NOTES = (
    "Read the *appendix* first, and [the other one](paper:2601.00301).",
    "It has a [site](https://note.example/) and\n\n- a list,\n- of two.",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--next-day", action="store_true", help="edit a paper and add a day to a site")
    given = options.parse_args()
    if given.next_day:
        let_a_day_pass(given.folder)
    else:
        write_site(given.folder)


def write_site(folder: Path, papers: int = PAPERS) -> None:
    """Write ``mkdocs.yml`` and ``content/`` of so many papers into a new folder."""
    shutil.copytree(SETTINGS, folder)
    content = folder / "content"
    days = working_days(papers)
    records = [made_up_paper(number, days) for number in range(papers)]
    for record in records:
        write_paper(content, record)
    offered = offered_by_day(records)
    offered[QUIET_DAY.isoformat()] = {"votes": []}
    write_ledger(content, offered)
    for number in range(4, papers, 9):
        write_note(content, number, str(records[number]["id"]))
    write_introductions(content, days)


def let_a_day_pass(folder: Path) -> None:
    """Edit the first paper of a site and add a paper on the day after its last."""
    content = folder / "content"
    first = min((content / "papers").glob("*/*.json"))
    paper = json.loads(first.read_text("utf-8"))
    paper["title"] += ", Corrected"
    write_json(first, paper)
    last = max((content / "ledger").glob("*.json"))
    source = min(json.loads(last.read_text("utf-8"))["sources"])
    day = date.fromisoformat(last.stem) + timedelta(days=1)
    added: Record = {
        "id": f"{day:%y%m}.77777",
        "title": "A Stone That Was Found a Day Later",
        "authors": ["Ada Example", "Zoë New"],
        "abstract": SENTENCES[0],
        "sightings": [{"source": source, "day": day.isoformat(), "votes": 5}],
    }
    write_paper(content, added)
    write_ledger(content, offered_by_day([added]))


def working_days(papers: int) -> list[date]:
    """Return as many days, without most weekends, as papers need at some fourteen a day."""
    days: list[date] = []
    day = FIRST_DAY
    while len(days) < papers // 14 + 1:
        if day.weekday() < SATURDAY or day.day == 1:
            days.append(day)
        day += timedelta(days=1)
    return days


# A paper


def made_up_paper(number: int, days: list[date]) -> Record:
    """Return the ``number``-th paper as it lies in its file, without the fields that it lacks."""
    dice = random.Random(f"paper {number}")
    day = days[number // 14 % len(days)]
    record = identity(number, day) | description(number, dice, day)
    record |= links(number, dice) | counts(number, dice)
    record["sightings"] = sightings(number, dice, day, days)
    return {key: value for key, value in record.items() if value not in (None, "", [])}


def identity(number: int, day: date) -> Record:
    """Return the id and what goes with it: a preprint's, an old preprint's, a journal's or a source's."""
    preprint = f"{day:%y%m}.{number + 300:05}"
    doi = f"10.5555/made.up.{number}"
    if number % 10 == 6:
        return {"id": f"doi-10.5555-made.up.{number}", "doi": doi, "journal": "Journal of <Results> & Co 7"}
    if number % 10 == 7:
        return {"id": f"venue-made-up-{number}"}
    if number % 50 == 8:
        return {"id": f"hep-th-0303{number % 1000:03}"}
    if number % 10 == 9:
        return {
            "id": preprint,
            "also": [f"doi-10.5555-made.up.{number}"],
            "doi": doi,
            "journal": "Annals of Zero",
        }
    return {"id": preprint}


def description(number: int, dice: random.Random, day: date) -> Record:
    title = TITLES[number % len(TITLES)].format(things=f"{dice.choice(THINGS)} {number}")
    authors = [f"Hand{place} van der Stone-Counter" for place in range(400)]
    if number % 97 != 5:
        authors = dice.sample(NAMES, dice.randint(0, 7))
    published = day - timedelta(days=dice.randint(0, 12))
    record: Record = {
        "title": title,
        "authors": authors,
        "organisation": dice.choice(("", *ORGANISATIONS)),
        "published": published.isoformat() if number % 8 else None,
        "abstract": " ".join(dice.sample(SENTENCES, dice.randint(0, 6))),
        "categories": dice.sample(CATEGORIES, dice.randint(0, 3)),
        "keywords": dice.sample(KEYWORDS, dice.randint(0, 3)),
        "comment": dice.choice(("", r"12 pages, $3$ figures & 1 <table>", "To appear")),
        "withdrawn": dice.choice(WITHDRAWALS) if number % 41 == 3 else None,
        "described_by": "arxiv" if number % 3 == 0 else None,
    }
    if number % 5 == 0:
        later = published + timedelta(days=30)
        dated = {"number": 1, "day": published.isoformat()}
        record["versions"] = [dated, {"number": 2}, {"number": 3, "day": later.isoformat()}]
        record["formerly"] = ["What It Was <Called> Before", f"An Earlier Name of Number {number}"]
    return record


def links(number: int, dice: random.Random) -> Record:
    code = f"https://github.com/nobody/stones-{number}" if dice.random() < 0.4 else None
    return {
        "code": code,
        "stars": dice.randint(0, 3000) if code else None,
        "project": f"https://stones-{number}.example/a?b=1&c=(2)" if dice.random() < 0.3 else None,
        "discussion": f"https://list.example/papers/{number}#talk" if dice.random() < 0.5 else None,
        "media": [f"https://media.example/{number}.png", f"https://media.example/{number}.mp4"]
        if dice.random() < 0.2
        else None,
    }


def counts(number: int, dice: random.Random) -> Record:
    return {
        "citations": dice.randint(0, 2000) if dice.random() < 0.3 else None,
        "tldr": f"In short: <stones> {number} & more." if dice.random() < 0.3 else None,
        "ai_summary": f"A model says that *stones* {number} were counted." if dice.random() < 0.3 else None,
    }


def sightings(number: int, dice: random.Random, day: date, days: list[date]) -> list[Record]:
    """Return one to four sightings, by day and source, each source once a day."""
    seen = {(day, dice.choice(SOURCES_WITH_VOTES + OTHER_SOURCES))}
    for _ in range(dice.choice((0, 0, 0, 1, 3))):
        later = min(day + timedelta(days=dice.randint(0, 9)), days[-1])
        seen.add((later, dice.choice(SOURCES_WITH_VOTES + OTHER_SOURCES)))
    return [sighting(number, dice, *place) for place in sorted(seen)]


def sighting(number: int, dice: random.Random, day: date, source: str) -> Record:
    record: Record = {"source": source, "day": day.isoformat()}
    if dice.random() < 0.9:
        record["url"] = f"https://{source}.example/papers/{number}?q=a&b"
    if source in SOURCES_WITH_VOTES:
        record["votes"] = 123_456 if number % 333 == 1 else dice.randint(0, 60)
        record["comments"] = dice.randint(0, 9)
    return record


# What lies in content/


def write_paper(content: Path, record: Record) -> None:
    paper_id = str(record["id"])
    write_json(content / "papers" / shelf(paper_id) / f"{paper_id}.json", record)


def shelf(paper_id: str) -> str:
    """Return the folder of a paper: the month of its preprint, or a part of a hash."""
    new = re.fullmatch(r"(\d{4})\.\d{5}", paper_id)
    old = re.fullmatch(r"hep-th-(\d{4})\d{3}", paper_id)
    found = new or old
    return found[1] if found else hashlib.sha256(paper_id.encode()).hexdigest()[:2]


def offered_by_day(records: list[Record]) -> dict[str, dict[str, list[str]]]:
    """Return the ids of papers by day and source, from the papers' sightings."""
    offered: dict[str, dict[str, list[str]]] = {}
    for record in records:
        seen = record["sightings"]
        assert isinstance(seen, list)
        for one in seen:
            offered.setdefault(one["day"], {}).setdefault(one["source"], []).append(str(record["id"]))
    return offered


def write_ledger(content: Path, offered: dict[str, dict[str, list[str]]]) -> None:
    """Write what each source offered on each day."""
    for day, sources in offered.items():
        entries = {}
        for source, ids in sorted(sources.items()):
            entries[source] = ledger_entry(date.fromisoformat(day), ids)
        write_json(content / "ledger" / f"{day}.json", {"day": day, "sources": entries})


def ledger_entry(day: date, ids: list[str]) -> Record:
    dropped = [
        {"item": "item 5", "title": "", "reason": "no title"},
        {"item": "../../x", "title": "A path <i>for</i> an id", "reason": "the id is not an arXiv id"},
    ]
    entry: Record = {"read": (day + READ_AFTER).isoformat()}
    if day == FAILED_DAY:
        entry["asked"] = (day + READ_AFTER + timedelta(days=1)).isoformat()
        entry["failed"] = "GET https://list.example/<list>: answered 503, 5 times"
    if day == CAPPED_DAY:
        entry["cap"] = "the list ends after 2,000 items & there were more"
    given = dropped if len(ids) % 3 == 1 else []
    return entry | {"fetched": len(ids) + len(given), "kept": ids, "dropped": given}


def write_note(content: Path, number: int, paper_id: str) -> None:
    """Write one of several kinds of note: with or without topics, pinned, hidden, in many words."""
    head = [f'takeaway: "{TAKEAWAYS[number % 2]}"']
    if number % 4 == 0:
        head.append("topics: [proofs, light]")
    if number % 7 == 0:
        head.append("pin: true")
    if number % 11 == 0:
        head.append(f"hide: {'true' if number % 2 else 'the same <work> as another'}")
    lines = ["---", *head, "---", "", NOTES[number // 2 % 2] if number % 3 else ""]
    write_text(content / "notes" / f"{paper_id}.md", "\n".join(lines))


def write_introductions(content: Path, days: list[date]) -> None:
    """Write words for every third day, for the weeks of every tenth, and for two months."""
    for place, day in enumerate(days):
        head = f'---\ntitle: "Day <{place}> & what it brought"\n---\n\n' if place % 2 else ""
        words = f"{head}Begin with [the sums](paper:2601.00301), then **stop** at {place}.\n"
        if place % 3 == 0:
            write_text(content / "digests" / f"{day.isoformat()}.md", words)
        if place % 10 == 0:
            year, week, _ = day.isocalendar()
            write_text(content / "digests" / f"{year}-W{week:02}.md", words)
    for month in sorted({day.strftime("%Y-%m") for day in days})[:2]:
        write_text(content / "digests" / f"{month}.md", "A month of small numbers.\n")


def write_json(path: Path, value: object) -> None:
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
