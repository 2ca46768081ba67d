"""Tell how a build goes: a live display on a terminal, plain lines elsewhere, events as JSON lines on request."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.app.tally import Tally
from pipeline.app.telling import to_json
from pipeline.cli.json_lines import print_json
from pipeline.cli.tell import about, clock
from pipeline.execution.events import Event, Failed, Finished, Planned, Reused

if TYPE_CHECKING:
    from pipeline.execution.interruption import Interruption

Listener = Callable[[Event], None]


@contextmanager
def listening(*, as_json: bool) -> Iterator[Listener]:
    """Give the listener that fits where the output goes."""
    if as_json:
        yield lambda event: print_json(to_json(event))
    elif sys.stderr.isatty():
        with _live() as listener:
            yield listener
    else:
        yield _plain


def telling_of_a_stop(listener: Listener, interruption: Interruption) -> Listener:
    """Return a listener that also says, once, that nothing more is begun, after a Ctrl-C or a full disk."""
    is_told = False

    def hear(event: Event) -> None:
        nonlocal is_told
        if interruption.drain.is_set() and not is_told:
            is_told = True
            print("\nfinishing what runs; Ctrl-C stops it at once", file=sys.stderr, flush=True)
        listener(event)

    return hear


def _plain(event: Event) -> None:
    match event:
        case Planned() if event.actions:
            print(
                f"{len(event.actions)} to make, {event.stored} already made, {about(event.seconds, event.slots)}",
                file=sys.stderr,
                flush=True,
            )
        case Finished():
            print(f"{event.seconds:7.1f} s  {event.action.address}  {event.action.title}", file=sys.stderr, flush=True)
            if event.finding:
                print(f"           note: {event.finding}", file=sys.stderr, flush=True)
        case Reused() if event.was_planned:
            print(f"     same  {event.action.address}  {event.action.title}", file=sys.stderr, flush=True)
        case Failed():
            print(f"  failed   {event.action.address}  {event.action.title}", file=sys.stderr, flush=True)
        case _:
            pass


@contextmanager
def _live() -> Iterator[Listener]:
    # One line for the whole with the time left, one for each running action; finished lines do not pile up.
    from rich.console import Console, Group
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    console = Console(stderr=True)
    tally = Tally()
    now = 0.0

    def drawn() -> Group:
        if not tally.total:  # a depot is asked first
            return Group()
        left = tally.left(now)
        head = Table.grid(padding=(0, 1), expand=False)
        share = tally.share()
        remains = f"{clock(left)} left" if left is not None else ""
        head.add_row(ProgressBar(total=1.0, completed=share, width=36), Text(f"{share:4.0%}", style="bold"), Text(remains))
        lines = [
            Text.assemble(
                ("  ", ""), (f"{done:4.0%} ", "cyan"), (action.segment + "  ", "bold"), (action.title, "dim"), no_wrap=True
            )
            for action, done in tally.running.values()
        ]
        return Group(head, *lines)

    with Live(console=console, transient=True, refresh_per_second=8, get_renderable=drawn) as live:

        def hear(event: Event) -> None:
            nonlocal now
            now = event.at
            tally.hear(event)
            if isinstance(event, Finished) and event.finding:
                live.console.print(Text(f"note: {event.finding}", style="yellow"))

        yield hear
