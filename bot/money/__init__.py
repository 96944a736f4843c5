"""What summaries by a model cost, and what they may cost."""
