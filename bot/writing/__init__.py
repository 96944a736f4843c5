"""Has summaries written by a model: what is wanted, how it is asked, what becomes of answers."""
