"""Maps of papers: where each stands, so that papers which say like things stand near each other."""
