"""`together captions`: what a viewer would mind about captions, and what rules can mend of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Manifests

if TYPE_CHECKING:
    from pipeline.app.captioning import Captioned, Remarked

app = typer.Typer(
    help="Check an episode's captions against its cuts and the rules of their languages, and fix what rules can mend.",
    no_args_is_help=True,
)

_LISTED = 8
"""Captions that are listed of those that break a rule alike."""


@app.command()
def check(manifests: Manifests, ffmpeg: Ffmpeg = None, as_json: AsJson = False) -> None:
    """Tell which captions run too fast, stand too shortly, nearly touch, or begin or end beside a cut. Nothing is changed.

    The exit code is 1 where any is told.
    """
    is_good = True
    with faults_printed(as_json=as_json):
        for path, found in _looked(manifests, ffmpeg):
            is_good = is_good and not found.remarks
            if as_json:
                told = [one.to_json() for one in found.remarks]
                print_json({"event": "captions", "manifest": str(path), "captions": found.captions, "findings": told})
            else:
                _tell(path, found)
    if not is_good:
        raise typer.Exit(1)


@app.command()
def fix(
    manifests: Manifests,
    write: Annotated[bool, typer.Option("--write", help="Change the files; without it, only show how.")] = False,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Show as a diff how rules mend the files of captions; with --write, change them. Only times and line breaks change."""
    from pipeline.cli.tell import tell_diagnostics, tell_line

    with faults_printed(as_json=as_json):
        for path, found in _looked(manifests, ffmpeg):
            for one in found.fixes:
                if write:
                    one.write()
                if as_json:
                    told = {"path": one.path, "captions": one.captions, "written": write, "diff": one.diff}
                    print_json({"event": "fixed", "manifest": str(path), **told})
                elif write:
                    tell_line(f"{one.path}: {_counted(one.captions, 'caption')} changed", "green")
                else:
                    print(one.diff, end="")
            if not as_json:
                if not found.fixes:
                    tell_line(f"{path}: nothing that rules can mend" + (f"; {found.left} left for you" if found.left else ""))
                elif found.left:
                    tell_diagnostics([f"{path}: {_counted(found.left, 'finding')} left for you: together captions check {path}"])
                tell_diagnostics(f"warning: {words}" for words in found.told)


def _looked(manifests: Iterable[Path], ffmpeg: str | None) -> Iterator[tuple[Path, Captioned]]:
    from pipeline.app import captioning, session, shows

    paths = shows.episodes([*manifests])
    with session.opened(paths, ffmpeg=ffmpeg, writes=False, proves=False) as opened:
        for path in paths:
            yield path, captioning.look(opened, path)


def _tell(path: Path, found: Captioned) -> None:
    """Print what was found, those that break a rule alike in one line, by file and segment."""
    from pipeline.cli.tell import tell_diagnostics, tell_line

    if not found.remarks:
        tell_line(f"{path}: good; {_counted(found.captions, 'caption')}", "green")
        return
    mendable = len(found.remarks) - found.left  # it may break one rule for two
    mends = f"; together captions fix mends {mendable}" if mendable > 0 else ""
    tell_line(f"{path}: {_counted(len(found.remarks), 'finding')}{mends}", "bold")
    groups: dict[tuple[str, str, str], dict[str, list[Remarked]]] = {}
    for one in found.remarks:
        groups.setdefault((one.language, one.segment, one.path), {}).setdefault(one.rule, []).append(one)
    for (language, segment, file), rules in groups.items():
        tell_line(f"  {file or 'captions of the text'} ({language}) in {segment}")
        for rule, (first, *others) in sorted(rules.items()):
            numbers = [*dict.fromkeys(one.number for one in others if one.number != first.number)]
            more = f" and {len(numbers) - _LISTED} more" if len(numbers) > _LISTED else ""
            again = f"; captions like it: {', '.join(map(str, numbers[:_LISTED]))}{more}" if numbers else ""
            tell_line(f"    {rule:<8} {first.timecode}  caption {first.number}, {first.words}, {first.message}{again}")
    tell_diagnostics(f"warning: {words}" for words in found.told)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
