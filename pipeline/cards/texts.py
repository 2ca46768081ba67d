"""The texts of a theme: templates and CSS, and those that themes have in common. Reads files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.cards.fault import input_fault
from pipeline.cards.folders import built_in
from pipeline.cards.model import Template
from pipeline.documents.files import LARGEST, Files
from pipeline.faults import Where, guess
from pipeline.values import dataclass

COMMON = "common"
"""The folder of templates beside the themes that each of them has where neither it nor a parent has one of that name."""

_NAMED = re.compile(r"""["']([\w./-]+\.html)["']""")


@dataclass(frozen=True, slots=True)
class Common:
    """What themes have in common: `templates` by their names, and by the card the CSS that goes with its template."""

    templates: Mapping[str, Template]
    css: Mapping[str, Template]

    def under(self, card: str, templates: Mapping[str, Template], sheets: Sequence[Template]) -> tuple[Template, ...]:
        """Return the CSS of a card: `sheets`, under them that of the common template where the card is drawn from it.

        `templates` are the theme's. A card that has a template of its own, which extends nothing common, gets nothing of it.
        """
        base = self.css.get(card)
        is_common = self.templates.get(f"{card}.html") in tuple(named_by(templates, f"{card}.html"))
        return tuple(sheets) if base is None or base in sheets or not is_common else (base, *sheets)


def named_by(templates: Mapping[str, Template], name: str) -> Iterator[Template]:
    """Yield a template, and those that it extends, includes or imports, as far as there are."""
    seen: dict[str, None] = {}
    waiting = [name]
    while waiting:
        template = templates.get(one := waiting.pop())
        if template is not None and one not in seen:
            seen[one] = None
            waiting += _NAMED.findall(template.text)
            yield template


def templates(folder: Path, name: str, files: Files) -> dict[str, Template]:
    """Return the templates in a theme's folder, each by its file's name and by that with the theme's, which no child hides."""
    found = {}
    for path in sorted(folder.glob("*.html")):
        template = Template(read(path, f"templates/{name}", files), f"templates/{name}/{path.name}")
        found[path.name] = found[f"{name}/{path.name}"] = template
    return found


def common(folders: Sequence[Path], files: Files) -> Common:
    """Return what themes have in common: that which is built in, and over it that beside a show's own themes.

    Raises InputFault for CSS that goes with no template.
    """
    found: dict[str, Template] = {}
    css: dict[str, Template] = {}
    for folder in (built_in(), *reversed(folders)):
        found |= templates(folder / COMMON, COMMON, files)
        for path in sorted((folder / COMMON).glob("*.css")):
            where = f"templates/{COMMON}"
            if f"{path.stem}.html" not in found:
                cards = sorted(name.removesuffix(".html") for name in found if "/" not in name)
                hint = guess(path.stem, cards) or "write it into each theme that needs it"
                message = "no template of this name is common, so no card has this CSS"
                raise input_fault(Where(f"{where}/{path.name}"), message, hint)
            css[path.stem] = Template(read(path, where, files), f"{where}/{path.name}")
    return Common(found, css)


def sheets(
    folder: Path, shown: str, cards: Collection[str], files: Files
) -> tuple[tuple[Template, ...], dict[str, tuple[Template, ...]]]:
    """Return the CSS in a theme's folder, which `shown` calls: that of all cards, and that of each.

    Raises InputFault for CSS of a card that there is not.
    """
    paths = sorted(folder.glob("*.css"))
    found = {path.stem: Template(read(path, shown, files), f"{shown}/{path.name}") for path in paths}
    for stem in found:
        if stem != "theme" and stem not in cards:
            hint = guess(stem.replace("-", "_"), list(cards)) or "common CSS belongs in theme.css"
            raise input_fault(Where(f"{shown}/{stem}.css"), f"there is no card {stem}", hint)
    whole = (found.pop("theme"),) if "theme" in found else ()
    return whole, {stem: (sheet,) for stem, sheet in found.items()}


def read(path: Path, shown: str, files: Files) -> str:
    """Return the text of a theme's file, its line ends made `\\n`. Raises InputFault where it cannot be read."""
    where = Where(f"{shown}/{path.name}")
    try:
        content = files(path)
    except OSError as fault:
        raise input_fault(where, f"this file cannot be read: {fault.strerror}") from None
    if len(content) > LARGEST:
        raise input_fault(where, f"the file has more than {LARGEST:,} bytes, which no theme needs")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        raise input_fault(where, f"the file is not UTF-8 (byte 0x{content[fault.start]:02x})", "save it as UTF-8") from None
