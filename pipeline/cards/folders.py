"""Where themes lie that ship with the product. No imports but the system's: whoever asks for their state draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def built_in() -> Path:
    """Return the folder of the themes that ship with the product: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def are_ours(names: Iterable[str], folders: Sequence[Path]) -> bool:
    """Say whether none of a show's `folders` has a folder of these names: then they are those that ship with the product."""
    return not any((folder / name).is_dir() for name in names for folder in folders)
