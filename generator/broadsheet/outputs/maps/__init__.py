"""Maps of papers: those that say like things lie near each other, drawn as a page of an atlas."""
