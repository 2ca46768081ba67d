"""A process in the place of the one that looks into files, which does what a file's name says."""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

from pipeline.execution import limits, probing
from pipeline.execution.worker import Message, Reply, serve


def perform(request: Message, reply: Reply) -> Message:
    match str(request["name"]):
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "killed once" if not Path(f"{request['path']}.killed").exists():
            Path(f"{request['path']}.killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "spin":
            resource.setrlimit(resource.RLIMIT_CPU, (1, resource.RLIM_INFINITY))
            while True:
                pass
        case "hold":
            os._exit(limits.EXHAUSTED)
    return probing.perform(request, reply)


if __name__ == "__main__":
    serve(int(sys.argv[1]), perform)
