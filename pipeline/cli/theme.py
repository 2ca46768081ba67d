"""`together theme`: what a designer needs to see."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.tell import tell_diagnostics, tell_line
from pipeline.manifest.folders import SHOW

app = typer.Typer(help="Begin themes, look at them and check them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The theme's name.")]
Folder = Annotated[Path, typer.Option("--show", help="The show folder, or any folder inside it; its templates/ come first.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What to call it: small letters, digits and -.", show_default=False)],
    extends: Annotated[
        str | None, typer.Option("--extends", help="The theme that it begins as; the show's where left out.", show_default=False)
    ] = None,
    show: Folder = Path(),
) -> None:
    """Begin a theme in the show, which extends another: its palette to change, and a lower third that looks otherwise."""
    from pipeline.app import upkeep

    begun = upkeep.begin_theme(name, extends, show)
    here = Path.cwd()
    for path in begun.files:
        tell_line(str(path.relative_to(here) if path.is_relative_to(here) else path))
    there = f" --show {shlex.quote(str(show))}" if show != Path() else ""
    tell_line(f"\ntogether theme preview {name}{there}", "bold")
    instead = f", where {begun.worn} stands" if begun.where else ""
    tell_line(f"write `theme: {name}` into {begun.where or SHOW}{instead}: the show's episodes then look like it")


@app.command()
def preview(
    theme: Name = "create-together",
    show: Folder = Path(),
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder to write into.", show_default=False)] = None,
    short_side: Annotated[int, typer.Option("--size", min=90, help="Pixels of the pictures' short side.")] = 360,
) -> None:
    """Draw every card with short, long, right-to-left and emoji texts in every shape; write a page to look at them."""
    from pipeline.app import upkeep

    folder = output or Path("renders") / "themes" / theme
    wrong = upkeep.preview_theme(theme, show, folder, short_side)
    tell_diagnostics(wrong)
    tell_line(str(folder / "index.html"), "green")
    raise typer.Exit(2 if wrong else 0)


@app.command()
def check(theme: Name = "create-together", show: Folder = Path()) -> None:
    """Tell every mistake of a theme: CSS, templates, assets, text that does not fit, safe areas, contrast."""
    from pipeline.app import upkeep

    wrong = upkeep.check_theme(theme, show)
    tell_diagnostics(wrong)
    tell_line(f"{theme}: {len(wrong)} mistakes" if wrong else f"{theme}: good", "red" if wrong else "green")
    raise typer.Exit(2 if wrong else 0)
