"""Pages in Markdown: editions, papers, topics, the archive, and what is about the site itself."""
