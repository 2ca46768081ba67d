"""What somebody has set for all shows on their machine: `~/.config/together/settings.yaml`."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.values import dataclass

NO_DEPOT = "none"
"""What is asked for to leave the depot of the settings alone."""


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """The settings of whoever runs the program. `depot` is where a crew shares what it has made; empty for nowhere."""

    depot: str = ""


def own_settings() -> OwnSettings:
    """Return the user's settings; those of nobody where there is no such file. Raises InputFault for what is wrong in it."""
    path = _file()
    if path is None or not path.exists():
        return OwnSettings()
    from pipeline.cards.sheet import Sheet  # nobody waits for a reader of YAML who has no such file

    sheet = Sheet(path, str(path))
    told = sheet.root.mapping(("depot",))
    depot = told["depot"].text().strip() if "depot" in told else ""
    if depot and "://" not in depot:
        folder = Path(os.path.expanduser(depot))  # noqa: PTH111 - a `~` of nobody stays
        if not folder.is_absolute():
            told["depot"].wrong(f"{depot!r} is no whole path", "begin it with / or ~/, since it holds in every folder")
        depot = str(folder)
    sheet.check()
    return OwnSettings(depot)


def depot_place(asked: str | None) -> str:
    """Return where the depot is that is asked for, or else that of the user's settings; empty for none. Raises InputFault."""
    place = own_settings().depot if asked is None else asked.strip()
    return "" if place == NO_DEPOT else place


def _file() -> Path | None:
    home = os.environ.get("XDG_CONFIG_HOME", "")
    if os.path.isabs(home):  # noqa: PTH117 - after the XDG Base Directory Specification, others count as unset
        return Path(home, "together", "settings.yaml")
    try:
        return Path.home() / ".config" / "together" / "settings.yaml"
    except RuntimeError:  # an account without a home
        return None
