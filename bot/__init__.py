"""Decides: what is collected, chosen, summarised and said."""
