"""A process that hears nothing, at once."""

from __future__ import annotations

import sys

from pipeline.execution.worker import Message, Reply, serve


def quick(request: Message, reply: Reply) -> Message:
    """Hear nothing."""
    return {"spoken": ""}


if __name__ == "__main__":
    serve(int(sys.argv[1]), quick)
