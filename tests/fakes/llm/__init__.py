"""A strict local endpoint for language models: chat completions on loopback, by a script."""
