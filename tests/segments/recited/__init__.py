"""Poems that are read aloud: when their lines come, and what that gives."""
