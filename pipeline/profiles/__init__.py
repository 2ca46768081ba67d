"""Deliverable profiles: what a finished file must be, as data. Floor 1."""
