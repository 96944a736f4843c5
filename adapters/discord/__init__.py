"""Discord: commands, messages, the gateway."""
