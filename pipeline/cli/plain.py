"""`check`, `plan` and `build` of manifests with none but their commonest options, which is how they are mostly asked for.

What reads options (typer, and pydantic behind it) takes as long to load as a check of what has not changed. So it is left out
where there is nothing to explain: of a line that it would refuse, or read otherwise, nothing is taken here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.values import dataclass

_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "check": {"--profile": "profile", "-p": "profile"},
    "plan": {"--profile": "profile", "-p": "profile", "--json": "as_json"},
    "build": {"--profile": "profile", "-p": "profile", "--workers": "workers", "-j": "workers", "--json": "as_json"},
}
"""What is read here of each command's options (`options.py`)."""


@dataclass
class _Line:
    """What a line asks for."""

    manifests: list[Path]
    profile: str | None = None
    workers: int = 0
    as_json: bool = False


def run(arguments: Sequence[str]) -> int | None:
    """Run a command line of `check`, `plan` or `build`; return its exit code, None for a line that is to be read by typer.

    A setting in the environment is an option, too. Raises the command's faults.
    """
    command, *words = arguments
    is_set = any(map(os.environ.get, ("TOGETHER_FFMPEG", "TOGETHER_DEPOT")))
    if command not in _OPTIONS or is_set or (line := _read(words, _OPTIONS[command])) is None:
        return None
    from pipeline.cli.json_lines import faults_printed

    profiles = [line.profile] if line.profile else []
    with faults_printed(as_json=line.as_json):
        match command:
            case "check":
                from pipeline.cli import checking

                checking.run(line.manifests, profiles)
                return 0
            case "plan":
                from pipeline.cli import planning

                planning.run(line.manifests, profiles, as_json=line.as_json)
                return 0
            case _:
                from pipeline.cli import building

                is_good = building.run(line.manifests, profiles, workers=line.workers, as_json=line.as_json)
                return 0 if is_good else 1


def _read(words: Sequence[str], options: Mapping[str, str]) -> _Line | None:
    line, given = _Line([]), set[str]()
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            line.manifests.append(Path(word))
            continue
        option = options.get(word)
        if option is None or option in given:
            return None
        given.add(option)
        value = "" if option == "as_json" else next(rest, "")
        match option:
            case "as_json":
                line.as_json = True
            case "profile" if value and not value.startswith("-"):
                line.profile = value
            case "workers" if value.isascii() and value.isdecimal():
                line.workers = int(value)
            case _:
                return None
    return line if line.manifests else None
