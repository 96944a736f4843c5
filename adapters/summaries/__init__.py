"""Summaries: what makes one out of a paper."""
