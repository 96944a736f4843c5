"""Remembers: the nouns, and the store that keeps them."""
