"""Sending an edition: to whom, what was sent already, and by which way; the only room that mails."""
