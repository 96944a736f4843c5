"""A platform that is only a local HTTP server, which counts what it gets."""
