"""The offline summariser: what an abstract says of itself, in its own sentences."""
