"""Settings of curation: topics, rules and ranking."""

from __future__ import annotations

from broadsheet.model.contributors import KINDS
from broadsheet.model.curation import Conditions, Effect, Ranking, Rule, Topic, Watch
from broadsheet.settings.fields import Fields
from broadsheet.settings.lists import refuse_twice
from broadsheet.text.phrases import can_be_found
from broadsheet.text.plain import slug

# The keys of conditions that hold phrases; the other ones hold names.
PHRASES = ("words", "title", "abstract", "keywords")


def read_topic(item: Fields) -> Topic:
    """Return the topic that an entry of ``topics.yaml`` describes."""
    name = item.text("name", required=True)
    topic = Topic(
        slug=item.text("slug", slug(name)),
        name=name,
        about=item.text("about"),
        match=_conditions(item.inside("match"), of_topic=True),
    )
    if name and (not topic.slug or topic.slug != slug(topic.slug)):
        item.wrong("must be lower-case letters, digits and hyphens", "slug")
    item.close()
    return topic


def _conditions(item: Fields, *, of_topic: bool) -> Conditions:
    """Read conditions: a topic looks at the text alone; a rule also at people, places, sources and votes."""
    keys = [*PHRASES, "categories"]
    votes = None
    if not of_topic:
        keys += ["authors", "organisations", "topics", "sources"]
        votes = item.count("votes_at_least")
    known = keys if of_topic else [*keys, "votes_at_least"]
    texts = {key: item.texts(key) for key in keys}
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
    word = item.text("effect", required=True)
    known = [effect.value for effect in Effect]
    if word and word not in known:
        item.wrong(f"no such effect {word!r}; known: {', '.join(known)}", "effect")
    effect = Effect(word) if word in known else Effect.SCORE
    points = item.number("points")
    if word == Effect.SCORE and not points:
        item.wrong("missing 'points'; say how far the rule moves a paper, such as 10 or -5")
    if effect is not Effect.SCORE and points:
        item.wrong("only a rule with the effect 'score' has points", "points")
    when = _conditions(item.inside("when"), of_topic=False)
    rule = Rule(item.text("name", required=True), effect, when, points)
    item.close()
    return rule


def read_ranking(file: Fields) -> Ranking:
    """Return the ranking that ``ranking.yaml`` describes."""
    recency = file.inside("recency")
    days = recency.count("days")
    if days == 0:
        recency.wrong("must be a whole number from 1", "days")
    topics = file.inside("topics")
    ranking = Ranking(
        votes=file.number("votes", 1),
        recency=recency.number("points"),
        recency_days=days or 14,
        topics=tuple((slug, topics.number(slug)) for slug in topics.names()),
        watch=tuple(_watch(item) for item in file.each("watch")),
        negative=tuple(_negative(item) for item in file.each("negative")),
    )
    recency.close()
    file.close()
    for kind in KINDS:
        refuse_twice(file, "watch", kind, [w.name.casefold() for w in ranking.watch if w.kind == kind])
    refuse_twice(file, "negative", "name", [rule.name for rule in ranking.negative])
    return ranking


def _watch(item: Fields) -> Watch:
    named = [(kind, name) for kind in KINDS if (name := item.text(kind).strip())]
    if len(named) != 1:
        item.wrong("name one 'author' or one 'organisation'")
    kind, name = named[0] if named else ("author", "")
    watch = Watch(kind, name, item.number("points"))
    item.close()
    return watch


def _negative(item: Fields) -> Rule:
    points = item.number("points")
    if points >= 0:
        item.wrong("must be below 0, such as -10: it is how far such a paper sinks", "points")
    when = _conditions(item.inside("when"), of_topic=False)
    rule = Rule(item.text("name", required=True), Effect.SCORE, when, points)
    item.close()
    return rule
