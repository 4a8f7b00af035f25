"""Proposals of papers: looked up like those that are added by hand, and listed by the community."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.community.desk import Desk, Sender, describe_credit, describe_paper
from broadsheet.community.forms import Submission
from broadsheet.community.outcomes import Outcome, Result, safe_title
from broadsheet.errors import ContentError, RefusedPaper, RemovedPaper, UnknownWork
from broadsheet.fetching.additions import Adding, Addition, Wish
from broadsheet.fetching.single_works import WorkName, read_name
from broadsheet.model.curation import Note, Proposal
from broadsheet.model.forms import PROPOSE
from broadsheet.model.owners import COMMUNITY
from broadsheet.model.paper import Paper
from broadsheet.text.inert import inert

_NEW = "new"


def propose(desk: Desk, submission: Submission, sender: Sender) -> Outcome:
    """Return what became of a proposal: its paper and its note are written, or it is refused in words."""
    typed = submission["paper"]
    removal = desk.find_removal(typed)
    if removal:
        return desk.refuse(PROPOSE, _removed(removal.why), paper=removal.id)
    page = desk.find_page(typed)
    if page:
        return _end_known(desk, desk.store.paper(page), submission, sender)
    try:
        name = read_name(typed)
    except ContentError:
        return desk.refuse(PROPOSE, f"{inert(typed)} is no arXiv id, DOI or web address; give one of these")
    return _look_up(desk, name, submission, sender)


def _look_up(desk: Desk, name: WorkName, submission: Submission, sender: Sender) -> Outcome:
    """Return what became of a paper that has no page by the name that was given."""
    has_page_elsewhere = bool(name.arxiv or name.doi)  # else the address that was given leads to it
    wish = Wish(
        name,
        Paper(id=name.id, title="", doi=name.doi),
        seen_at=sender.issue if has_page_elsewhere else "",
    )
    adding = Adding(desk.store, desk.web, desk.config, desk.today, source=COMMUNITY)
    try:
        addition = adding.add(wish)
    except RemovedPaper as error:
        return desk.refuse(PROPOSE, _removed(error.why))
    except UnknownWork:
        return desk.refuse(PROPOSE, _unknown(name))
    except RefusedPaper as error:
        return desk.refuse(PROPOSE, f"its record cannot be kept: {inert(str(error))}")
    if addition.change != _NEW:
        return _end_known(desk, addition.paper, submission, sender)
    return _end_new(desk, addition, submission, sender)


def _removed(why: str) -> str:
    return f"this paper was removed from the site, and does not come back: {inert(why)}"


def _unknown(name: WorkName) -> str:
    if name.arxiv:
        return f"arXiv has no paper {inert(name.arxiv)}; check the number"
    if name.doi:
        return f"neither Crossref nor Semantic Scholar knows the DOI {inert(name.doi)}; check it"
    return f"Semantic Scholar knows no paper at {inert(name.url)}; give its arXiv id or its DOI"


def _end_new(desk: Desk, addition: Addition, submission: Submission, sender: Sender) -> Outcome:
    """Return the outcome for a paper that was not here, once its note is written."""
    paper = addition.paper
    proposal = _proposal_of(desk, submission, sender)
    desk.notes.add(paper.id, proposal)
    remarks = [*_likely_duplicates(desk, paper), *_rules_against(desk, paper)]
    lines = [*describe_paper(paper), f"Why: {inert(proposal.why)}", describe_credit(proposal.by), *remarks]
    return desk.end(
        Result.TAKEN,
        PROPOSE,
        lines,
        (*remarks, *addition.remarks),
        paper=paper.id,
        title=safe_title(f"Add {paper.id}", paper.title),
    )


def _likely_duplicates(desk: Desk, paper: Paper) -> Iterable[str]:
    """Yield a line for each paper here that may be the same work; a person decides."""
    for pair in desk.store.possible_duplicates(paper):
        other = pair.second if pair.first == paper.id else pair.first
        yield f"It may be the same work as {inert(other)}, {desk.address_of(other)} ({inert(pair.why)})."


def _rules_against(desk: Desk, paper: Paper) -> Iterable[str]:
    """Yield a line where the rules of the site leave a paper out; an editor may pin it all the same."""
    left_out = desk.left_out(paper)
    if left_out:
        yield f"The rules of the site leave it out of the lists: {inert(left_out)}"


def _end_known(desk: Desk, paper: Paper, submission: Submission, sender: Sender) -> Outcome:
    """Return the outcome for a paper that is here: its own proposal again, or a duplicate."""
    note = desk.notes.read(paper.id)
    proposal = _proposal_of(desk, submission, sender)
    earlier = _find_earlier(note, paper, proposal)
    if earlier is None:
        return _end_duplicate(desk, paper, note)
    lines = [*describe_paper(paper), f"Why: {inert(proposal.why)}", describe_credit(proposal.by)]
    if _is_same(earlier, proposal):
        return desk.end(Result.UNCHANGED, PROPOSE, lines, ("this was taken in already",), paper=paper.id)
    desk.notes.add(paper.id, proposal)
    title = safe_title(f"Add {paper.id}", paper.title)
    return desk.end(Result.TAKEN, PROPOSE, lines, (), paper=paper.id, title=title)


def _find_earlier(note: Note, paper: Paper, proposal: Proposal) -> Proposal | None:
    """Return what the same form said before; None where the paper came in another way."""
    for earlier in note.proposals:
        is_same_form = bool(proposal.source) and earlier.source == proposal.source
        if is_same_form or _is_same(earlier, proposal):
            return earlier
    for sighting in paper.sightings:
        if sighting.source == COMMUNITY and proposal.source and sighting.url == proposal.source:
            return Proposal(why="")
    return None


def _is_same(earlier: Proposal, proposal: Proposal) -> bool:
    return (earlier.why, earlier.by, earlier.source) == (proposal.why, proposal.by, proposal.source)


def _end_duplicate(desk: Desk, paper: Paper, note: Note) -> Outcome:
    lines = [*describe_paper(paper), f"It is here: {desk.address_of(paper.id)}"]
    if note.hide:
        lines.append(f"An editor left it out of the lists: {inert(note.hide)}")
    reason = f"{paper.id} is here already, since {paper.day}: {desk.address_of(paper.id)}"
    return desk.end(Result.DUPLICATE, PROPOSE, lines, (reason,), paper=paper.id)


def _proposal_of(desk: Desk, submission: Submission, sender: Sender) -> Proposal:
    return Proposal(
        why=submission["why"],
        day=desk.today,
        by=sender.named(submission.is_credited),
        source=sender.issue,
    )
