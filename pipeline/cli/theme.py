"""`together theme`: what a designer needs to see."""

from __future__ import annotations

import typer

app = typer.Typer(help="Look at themes and check them.", no_args_is_help=True)
