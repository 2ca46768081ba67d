"""Which names of episodes an address can hold."""

from __future__ import annotations

import re

_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,120}")
"""The names of episodes that an address can hold."""


def can_be_opened(name: str) -> bool:
    """Say whether an episode of this name can be asked for: whether it is of one line, and not too long for an address."""
    return _NAME.fullmatch(name) is not None
