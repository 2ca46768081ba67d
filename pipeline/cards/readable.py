"""What stands on the show's own background: the theme's colours that can be read there. Pure.

Relative luminance and contrast ratio are those of WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.cards.model import Theme

READABLE = 4.5
"""The contrast ratio that text needs (WCAG 2.2, level AA)."""

_LAST = ("#000000", "#ffffff")
"""One of these has a contrast of 4.58 at least with any colour."""


def variables(theme: Theme, background: str) -> Mapping[str, str]:
    """Return CSS variables for texts on a background: `--background` itself, `--on-background-<role>` for each of the theme's.

    A role is the first of its colours that can be read there; failing all of these, the theme's colour that can be best, and
    failing that black or white.
    """
    found = {"--background": background, "--on-background-text": _read_on(theme, (), background)}
    roles = theme.on_background.items()
    return found | {f"--on-background-{role}": _read_on(theme, names, background) for role, names in roles}


def names(theme: Theme) -> Iterator[str]:
    """Yield the names of all these variables."""
    yield from variables(theme, theme.background)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, `#rrggbb`: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _read_on(theme: Theme, names: tuple[str, ...], background: str) -> str:
    wanted = [theme.colours[name] for name in names]
    best = sorted(theme.colours.values(), key=lambda colour: -contrast(colour, background))
    last = sorted(_LAST, key=lambda colour: -contrast(colour, background))
    return next(colour for colour in (*wanted, *best, *last) if contrast(colour, background) >= READABLE)


def _luminance(colour: str) -> float:
    levels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in levels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
