"""Saved searches that tell somebody: matching, messages, and their delivery."""
