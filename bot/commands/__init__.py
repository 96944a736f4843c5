"""What people can ask of the bot: one file a family of commands, and the table of all."""
