"""A process that never finishes listening."""

from __future__ import annotations

import sys
import time

from pipeline.execution.worker import Message, Reply, serve


def slow(request: Message, reply: Reply) -> Message:
    """Listen for an hour."""
    time.sleep(3600)
    return {}


if __name__ == "__main__":
    serve(int(sys.argv[1]), slow)
