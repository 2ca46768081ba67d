"""`together theme`: what a designer needs to see."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.looking import telling
from pipeline.cli.tell import tell_diagnostics, tell_line
from pipeline.manifest.folders import SHOW

app = typer.Typer(help="Begin themes, look at them and check them.", no_args_is_help=True)

Worn = Annotated[str | None, typer.Argument(help="The theme's name; the show's theme where left out.", show_default=False)]
Folder = Annotated[Path, typer.Option("--show", help="The show folder, or any folder inside it; its templates/ come first.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What to call it: small letters, digits and -.", show_default=False)],
    extends: Annotated[
        str | None, typer.Option("--extends", help="The theme that it begins as; the show's where left out.", show_default=False)
    ] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Extend none: every card in a few lines, to be replaced.")] = False,
    show: Folder = Path(),
) -> None:
    """Begin a theme in the show, which extends another: its palette to change, and a lower third that looks otherwise."""
    from pipeline.app import upkeep

    begun = upkeep.begin_theme(name, extends, show, is_bare=bare)
    here = Path.cwd()
    for path in begun.files:
        tell_line(str(path.relative_to(here) if path.is_relative_to(here) else path))
    there = f" --show {shlex.quote(str(show))}" if show != Path() else ""
    tell_line(f"\ntogether theme preview {name}{there}", "bold")
    instead = f", where {begun.worn} stands" if begun.where else ""
    tell_line(f"write `theme: {name}` into {begun.where or SHOW}{instead}: the show's episodes then look like it")


@app.command()
def preview(
    theme: Worn = None,
    show: Folder = Path(),
    episode: Annotated[
        Path | None,
        typer.Option("--episode", help="Draw an episode's own cards, with its texts and frames.", show_default=False),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder to write into.", show_default=False)] = None,
    short_side: Annotated[int, typer.Option("--size", min=90, help="Pixels of the pictures' short side.")] = 360,
) -> None:
    """Draw every card with texts of many kinds in every shape, or an episode's own cards; write a page to look at them."""
    from pipeline.app import upkeep

    themes = Path("renders") / "themes"
    if episode is None:
        name = theme or upkeep.worn_theme(show)
        folder = output or themes / name
        wrong = upkeep.preview_theme(name, show, folder, short_side, telling())
    else:
        from pipeline.app import session, worn
        from pipeline.cli.listening import tell_listening

        folder = output or themes / (f"{theme}-{episode.stem}" if theme else episode.stem)
        with session.opened([episode], proves=False, hears=tell_listening) as opened:
            wrong = worn.preview(opened, episode, theme, folder, short_side)
    tell_diagnostics(wrong)
    tell_line(str(folder / "index.html"), "green")
    raise typer.Exit(2 if wrong else 0)


@app.command()
def check(theme: Worn = None, show: Folder = Path()) -> None:
    """Tell every mistake of a theme: CSS, templates, assets, text that does not fit, safe areas, contrast."""
    from pipeline.app import upkeep

    name = theme or upkeep.worn_theme(show)
    wrong = upkeep.check_theme(name, show, telling())
    tell_diagnostics(wrong)
    tell_line(f"{name}: {len(wrong)} mistake{'s' * (len(wrong) > 1)}" if wrong else f"{name}: good", "red" if wrong else "green")
    raise typer.Exit(2 if wrong else 0)
