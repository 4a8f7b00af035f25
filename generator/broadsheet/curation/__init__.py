"""Judgement applied to facts: topics, rules, notes and the score."""
