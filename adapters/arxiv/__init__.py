"""arXiv: its listing pages, feeds, query API and OAI-PMH, behind one gate."""
