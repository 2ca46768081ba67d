"""Parts of a card that stand in for one another: `data-try`, of which the first that fits is drawn. Pure.

Whether a text fits is known from its layout alone. So a template writes all that may be shown, `data-try="1 2"` on what is shown
in the first and the second try, and what has no such mark is shown in all. No letters are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")
_MARK = re.compile(r"""\s*\bdata-try\s*=\s*["']([\d ]*)["']""")
_ALONE = ("img",)
"""Elements that hold nothing and are not closed."""


def tries(markup: str) -> tuple[str, ...]:
    """Return the markup of each try, in the order in which they are tried; the markup alone where it says nothing of tries."""
    wanted = {int(number) for match in _MARK.finditer(markup) for number in match[1].split()}
    return tuple(_shown(markup, number) for number in sorted(wanted)) or (markup,)


def _shown(markup: str, number: int) -> str:
    """Return markup without the elements that are shown in other tries alone, and without marks."""
    return "".join(_kept(markup, str(number)))


def _kept(markup: str, number: str) -> Iterator[str]:
    at, depth, hidden = 0, 0, 0  # `hidden` is the depth at which what is left out begins, 0 where nothing is
    for tag in _TAG.finditer(markup):
        text = markup[at : tag.start()]
        at = tag.end()
        if not hidden:
            yield text
        if tag[1]:
            if not hidden:
                yield tag[0]
            elif hidden == depth:
                hidden = 0
            depth -= 1
            continue
        is_alone = tag[2] in _ALONE
        depth += not is_alone
        mark = _MARK.search(tag[3])
        is_shown = mark is None or number in mark[1].split()
        if not hidden and is_shown:
            yield _MARK.sub("", tag[0])
        elif not hidden and not is_alone:
            hidden = depth
    if not hidden:
        yield markup[at:]
