"""Telegram: digests, cards and settings in private chats, groups, topics and channels."""
