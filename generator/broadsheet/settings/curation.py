"""Settings of curation: topics, rules and ranking."""

from __future__ import annotations

from broadsheet.model.contributors import KINDS
from broadsheet.model.curation import Conditions, Effect, Ranking, Rule, Topic, Watch
from broadsheet.model.ids import is_safe_id
from broadsheet.settings.fields import Fields
from broadsheet.settings.lists import refuse_twice
from broadsheet.text.phrases import can_be_found
from broadsheet.text.plain import shorten, slug

# The keys of conditions that hold phrases; the other ones hold names.
PHRASES = ("words", "title", "abstract", "keywords")
# What each list of a condition means, of whose values one must hold.
CONDITIONS = {
    "words": "phrases in the title, the abstract or the keywords",
    "title": "phrases in the title",
    "abstract": "phrases in the abstract",
    "keywords": "phrases in the keywords",
    "categories": "arXiv's categories, or those of another server",
    "authors": "names of authors, in full",
    "organisations": "names of organisations, in full",
    "topics": "slugs of topics that the paper has",
    "sources": "names of sources that list the paper",
}


_WHEN_ABOUT = "which papers are meant: every key that is given must hold, any of its values does"
_VOTES_AT_ABOUT = (
    "points for each vote by the name of a place under `votes` of `sources.yaml`; none, unless said"
)
_WATCH_ABOUT = "authors and organisations whose papers are marked"
_EFFECT_ABOUT = (
    "`exclude`: no page and no place in a list; `hide`: in no list, but the page stays; `pin`: first in its "
    "edition; `score`: up or down by `points`; `include`: only what such a rule means is shown"
)


def read_topic(item: Fields) -> Topic:
    """Return the topic that an entry of ``topics.yaml`` describes."""
    name = item.text("name", required=True, about="what readers see")
    topic = Topic(
        slug=item.text("slug", slug(name), about="its address; made from the name, unless said"),
        name=name,
        about=item.text("about", about="one sentence about it"),
        match=_conditions(item.inside("match", about="what belongs to it"), of_topic=True),
    )
    item.address("from", about="the address of the form that proposed it, for you alone")
    if name and (not topic.slug or topic.slug != slug(topic.slug)):
        item.wrong("must be lower-case letters, digits and hyphens", "slug")
    elif name and not is_safe_id(topic.slug):
        item.wrong(f"no page may be called {shorten(repr(topic.slug), 60)}; write another slug", "slug")
    item.close()
    return topic


def _conditions(item: Fields, *, of_topic: bool) -> Conditions:
    """Read conditions: a topic looks at the text alone; a rule also at people, places, sources and votes."""
    keys = [*PHRASES, "categories"]
    votes = None
    if not of_topic:
        keys += ["authors", "organisations", "topics", "sources"]
        votes = item.count("votes_at_least", about="so many votes, or more")
    known = keys if of_topic else [*keys, "votes_at_least"]
    texts = {key: item.texts(key, about=CONDITIONS[key]) for key in keys}
    for key in PHRASES:
        for phrase in texts[key]:
            if not can_be_found(phrase):
                item.wrong(f"{phrase!r} is nothing but signs and a letter, which cannot be found", key)
    item.close()
    if votes is None and not any(texts.values()):
        item.wrong(f"matches nothing; give at least one of: {', '.join(known)}")
    return Conditions(**texts, votes_at_least=votes)


def read_rule(item: Fields) -> Rule:
    """Return the rule that an entry of ``rules.yaml`` describes."""
    known = [effect.value for effect in Effect]
    word = item.choice("effect", known, required=True, about=_EFFECT_ABOUT)
    effect = Effect(word) if word else Effect.SCORE
    points = item.number("points", about="with `score`: how far a paper moves; below 0, down")
    if word == Effect.SCORE and not points:
        item.wrong("missing 'points'; say how far the rule moves a paper, such as 10 or -5")
    if effect is not Effect.SCORE and points:
        item.wrong("only a rule with the effect 'score' has points", "points")
    when = _conditions(item.inside("when", about=_WHEN_ABOUT), of_topic=False)
    rule = Rule(item.text("name", required=True, about="the reason that readers see"), effect, when, points)
    item.close()
    return rule


def read_ranking(file: Fields) -> Ranking:
    """Return the ranking that ``ranking.yaml`` describes."""
    recency = file.inside("recency", about="points for being new")
    days = recency.count_or("days", 14, about="days after which nothing is left of them")
    if days == 0:
        recency.wrong("must be a whole number from 1", "days")
    topics = file.inside("topics", about="points by a topic's slug")
    votes_at = file.inside("votes_at", about=_VOTES_AT_ABOUT)
    ranking = Ranking(
        votes=file.number("votes", 1, about="points for each vote"),
        recency=recency.number("points", about="what a preprint of its digest day gets; it falls evenly"),
        recency_days=days or 14,
        topics=tuple((slug, topics.number(slug)) for slug in topics.names()),
        votes_at=tuple((name, votes_at.number(name)) for name in votes_at.names()),
        watch=tuple(_watch(item) for item in file.each("watch", about=_WATCH_ABOUT)),
        negative=tuple(_negative(item) for item in file.each("negative", about="what you want less of")),
    )
    recency.close()
    file.close()
    for kind in KINDS:
        refuse_twice(file, "watch", kind, [w.name.casefold() for w in ranking.watch if w.kind == kind])
    refuse_twice(file, "negative", "name", [rule.name for rule in ranking.negative])
    return ranking


def _watch(item: Fields) -> Watch:
    names = [(kind, item.text(kind, about="a name; one of the two").strip()) for kind in KINDS]
    named = [(kind, name) for kind, name in names if name]
    if len(named) != 1:
        item.wrong("name one 'author' or one 'organisation'")
    kind, name = named[0] if named else ("author", "")
    watch = Watch(kind, name, item.number("points", about="how far their papers move up"))
    item.close()
    return watch


def _negative(item: Fields) -> Rule:
    points = item.number("points", about="below 0: how far such a paper sinks")
    if points >= 0:
        item.wrong("must be below 0, such as -10: it is how far such a paper sinks", "points")
    when = _conditions(item.inside("when", about=_WHEN_ABOUT), of_topic=False)
    name = item.text("name", required=True, about="the reason that readers see")
    rule = Rule(name, Effect.SCORE, when, points)
    item.close()
    return rule
