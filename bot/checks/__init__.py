"""What a summary by a model has to pass: what it says is held against what the paper says."""
