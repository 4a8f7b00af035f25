"""Announcing an edition: one post of it at each place that the owner names; the only room that posts."""
