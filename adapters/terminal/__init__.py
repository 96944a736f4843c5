"""The terminal: a digest and a paper for a person at a prompt."""
