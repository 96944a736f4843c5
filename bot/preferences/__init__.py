"""What a chat can set: its settings, how people name their values, and the menus for them."""
