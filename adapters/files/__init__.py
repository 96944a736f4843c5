"""A digest as a file: Markdown, JSON lines, HTML, Atom."""
