"""Where themes lie that ship with the product. No imports but the system's: whoever asks for their state draws nothing."""

from __future__ import annotations

from pathlib import Path


def built_in() -> Path:
    """Return the folder of the themes that ship with the product: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"
