"""Take-in of forms: what readers propose and correct becomes content, or is refused with reasons in words."""
