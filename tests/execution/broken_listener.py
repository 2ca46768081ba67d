"""A process that listens and dies where it is asked for words."""

from __future__ import annotations

import os
import sys

from pipeline.execution.listening import perform
from pipeline.execution.worker import Message, Reply, serve


def broken(request: Message, reply: Reply) -> Message:
    """Die at words, and listen to pauses."""
    if request["words"]:
        os._exit(139)
    return perform(request, reply)


if __name__ == "__main__":
    serve(int(sys.argv[1]), broken)
