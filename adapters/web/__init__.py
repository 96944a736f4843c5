"""The web: what other servers post to this program."""
