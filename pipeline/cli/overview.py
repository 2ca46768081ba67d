"""What `together --help` shows: every command by its name. Imports next to nothing, since people ask it often."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence

ABOUT = "Turn YAML manifests into finished episodes. Only what changed is made again."

COMMANDS: Mapping[str, str] = {
    "new": "Make the folder of a new show with a first episode that renders as it is.",
    "check": "Check manifests: all mistakes at once, each with its line. Renders nothing.",
    "plan": "Say what a build would run and why, grouped by segment, and how long it would take. Runs nothing.",
    "build": "Render episodes: only what changed is made again.",
    "season": "Show how every episode stands: finished, late, cannot be built and why; what a build would cost, who is new.",
    "credits": "Say of each person why they are credited, with times; or who came, went, gained and lost between two cuts.",
    "ledger": "Say how long each person is seen and heard, and what share they get: in an episode, or in a season.",
    "explain": "Say why an action runs or does not, down to the changed field or file.",
    "align": "Write down when the lines of an episode's poems, and of texts as captions, are spoken, to be corrected by hand.",
    "translate": "Write the file of an episode's translation, with every text that has none yet.",
    "studio": "Open a show in a browser: edit a line, see the episode.",
    "still": "Draw the frame that is shown at a time, as the episode will show it.",
    "channel": "Draw the picture at the head of the show's channel, with frames of the episodes.",
    "upload": "Print what an uploader would send of an episode's package, file by file. Nothing is ever sent.",
    "qc": "Look again at delivered packages, or judge any movie by a deliverable alone. Nothing is changed.",
    "inspect": "Say what files are, how they will be treated, and what to mind. Nothing is changed; files of any folder will do.",
    "captions": "Check an episode's captions against its cuts and the rules of their languages, and fix what rules can mend.",
    "export": "Write an episode as a timeline for an editing program, with its chapters, notes and findings as markers.",
    "import": "Take back what was trimmed, moved and noted in a timeline, by the fewest changes of the manifest.",
    "intake": "Copy a folder into the show's media, add its people, draft segments, and make a page of what to ask of whom.",
    "schema": "Write the JSON Schemas of manifests, of segments in files of their own, of show.yaml and people.yaml.",
    "doctor": "Say which tools are used, what they cannot do, and what to put into a bug report.",
    "store": "Look after the store of rendered parts.",
    "theme": "Begin themes, look at them and check them.",
}
"""Each command with its first sentences, in the order in which they are shown. It lies in the module of its name in this room."""

_WIDEST = 100
"""Columns that lines of text have at most, however wide a terminal is."""


def is_asked(arguments: Sequence[str]) -> bool:
    """Say whether the arguments of a process ask for nothing but this."""
    return not arguments or arguments[0] in ("-h", "--help")


def text() -> str:
    """Return the page, as wide as the terminal."""
    width = min(max(shutil.get_terminal_size().columns, 40), _WIDEST)
    return "\n".join(_lines(width))


def _lines(width: int) -> Iterator[str]:
    yield from ("Usage: together COMMAND [ARGUMENTS]", "")
    yield from (*textwrap.wrap(ABOUT, width), "")
    indent = max(map(len, COMMANDS)) + 4
    for name, about in COMMANDS.items():
        yield from textwrap.wrap(about, width, initial_indent=f"  {name}".ljust(indent), subsequent_indent=" " * indent)
    yield from ("", *textwrap.wrap("together COMMAND --help tells what a command takes.", width))
