"""What a system gives a program no more of: files to open, processes, memory. It is told with what to do, not as our mistake."""

from __future__ import annotations

import errno
import resource

from pipeline.faults import EnvironmentFault

_NO_MAP = ("failed to map segment", "annot allocate memory", "not enough memory")
"""Words of the loader (glibc, musl, dyld) where a library found no room."""


def shortage(error: BaseException) -> EnvironmentFault | None:
    """Return what to tell of an error by which a system says that there is no more of something; None for any other."""
    match error:
        case OSError(errno=errno.EMFILE | errno.ENFILE):
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
            return EnvironmentFault(f"no more files may be open at once (here {most})", "raise that with `ulimit -n 1024`")
        case OSError(errno=errno.EAGAIN) | RuntimeError(args=("can't start new thread",)):
            return EnvironmentFault(
                "no more processes or threads may be started",
                "end other programs, raise the limit (`ulimit -u`), or build with -j 1",
            )
        case MemoryError() | OSError(errno=errno.ENOMEM):
            pass
        case ImportError() if any(words in str(error) for words in _NO_MAP):
            pass
        case _:
            return None
    return EnvironmentFault(
        "there is not enough memory", "close other programs, raise the limit where one is set (`ulimit -v`), or build with -j 1"
    )
