"""`together theme`: what a designer needs to see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.tell import tell_diagnostics, tell_line

app = typer.Typer(help="Look at themes and check them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The theme's name.")]
Folder = Annotated[Path, typer.Option("--show", help="The show folder, or any folder inside it; its templates/ come first.")]


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
