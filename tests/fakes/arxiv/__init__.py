"""A strict local arXiv: listing, feeds, query API, OAI-PMH and catch-up, on loopback."""
