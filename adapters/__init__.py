"""Speak: everything that talks to the world outside the program."""
