"""The files of a new theme, which extends another: small, commented, and different enough to be seen. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.cards.fault import input_fault
from pipeline.cards.model import Theme
from pipeline.cards.theme import DEEPEST, is_name
from pipeline.faults import Where

TAKEN = {"common": "templates that several themes share", "words": "the show's own words"}
"""Folders beside the themes that are none, with what is in them."""

_THEME = """\
# {title}: all that is not said here is as in {parent}. docs/designers.md tells of all that a theme can say.
title: {title}
extends: {parent}

# The colours of {parent}. Change one, and it changes in every card; take away the # before those that you change.
colours:
{colours}

# Another face: put its file into fonts/, take away the #, and set texts in it by writing this into theme.css:
#   {face}
# fonts:
#   - {{family: Mine, file: Mine.ttf}}
"""

_LOWER_THIRD = """\
/* The name and role over the picture. This comes over the lower_third.css of {parent}: what is said here of an element counts.
   Names in wide capitals, so that something is to be seen: change it, save, and look again. */
{selector} {{ text-transform: uppercase; letter-spacing: 0.06em; }}
"""

_PREVIEW = """\
# Texts that the preview draws beside those that every theme is drawn with: card, a name for the sample, and the card's fields.
lower_third:
  ours: {people: [{name: Ana Núñez, role: Cello, place: Bogotá}]}
"""


def files(name: str, parent: Theme) -> Mapping[str, str]:
    """Return the files of a theme called `name`, by their path in its folder."""
    template = parent.templates["lower_third.html"].text
    has_name = re.search(r'class="(?:[^"]* )?name[ "]', template)
    return {
        "theme.yaml": _THEME.format(
            title=name.replace("-", " ").capitalize(), parent=parent.name, colours=_colours(parent), face=_face(parent)
        ),
        "lower_third.css": _LOWER_THIRD.format(parent=parent.name, selector=".name" if has_name else ".card"),
        "preview.yaml": _PREVIEW,
    }


def refuse(name: str, known: Sequence[str]) -> None:
    """Raise InputFault where a new theme cannot be called so: `known` are the themes that there are."""
    if not is_name(name):
        hint = "write a small letter, then small letters, digits and -, 64 of them at most: warm-paper"
        raise input_fault(Where("NAME"), f"{name!r} cannot be the name of a theme", hint)
    if name in TAKEN:
        raise input_fault(Where("NAME"), f"templates/{name} is for {TAKEN[name]}", "choose another name")
    if name in known:
        raise input_fault(Where("NAME"), f"there is a theme {name} already", f"choose another name than {', '.join(known)}")


def refuse_parent(parent: Theme) -> None:
    """Raise InputFault where no theme can extend one any more."""
    if len(parent.lineage) > DEEPEST:
        line = " extends ".join(parent.lineage)
        raise input_fault(Where("--extends"), f"{line}: the line is too long", "extend one that stands further back in it")


def _face(parent: Theme) -> str:
    """Return the CSS that sets the titles of a theme's child in another face, where it has a name for that; else all texts."""
    has_name = any("--display" in sheet.text for sheet in parent.css)
    return ":root { --display: Mine; }" if has_name else ".card { font-family: Mine; }"


def _colours(parent: Theme) -> str:
    # One is said, so that the list is one however many are taken away.
    first = "accent"
    rest = (f'  # {role}: "{colour}"' for role, colour in parent.colours.items() if role != first)
    return "\n".join((f'  {first}: "{parent.colours[first]}"', *rest))
