"""Everything that can go wrong, as data. Floor 0.

TogetherFault
 ├ InputFault          the author's: a list of diagnostics                      exit 2
 ├ EnvironmentFault    the machine lacks something                              exit 3
 ├ ActionFailed        a process failed, stalled or was killed                  exit 1
 │  └ PromiseBroken    it ended well and made something other than promised     exit 1
 ├ StoreCorrupt        a stored blob is not what was stored                     exit 1
 └ Interrupted         Ctrl-C                                                   exit 130
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """Name a place in a file that the author wrote. Lines and columns count from 1; 0 means the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Severity(Enum):
    """Say whether a diagnostic stops the work."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Tell an author one thing: where, what is wrong, what to do."""

    where: Where
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else "warning: "
        return f"{self.where}: {mark}{self.message}" + (f"; {self.hint}" if self.hint else "")


class TogetherFault(Exception):
    """Be the root of every fault that the command line turns into a message and an exit code."""

    exit_code = 1


class InputFault(TogetherFault):
    """Carry every mistake of an author's files at once."""

    exit_code = 2

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return "\n".join(str(diagnostic) for diagnostic in self.diagnostics)


class EnvironmentFault(TogetherFault):
    """Say what this machine lacks and how to get it."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class ActionFailed(TogetherFault):
    """Say which action failed, for which place in the manifest, and the end of what the process said."""

    def __init__(self, address: str, message: str, log_tail: str = "", where: Where | None = None) -> None:
        super().__init__(address, message, log_tail, where)
        self.address, self.message, self.log_tail, self.where = address, message, log_tail, where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        tail = "".join(f"\n    {line}" for line in self.log_tail.splitlines()[-12:])
        return f"{place}{self.address}: {self.message}{tail}"


class PromiseBroken(ActionFailed):
    """Say that an output exists and is not what the action promised."""


class StoreCorrupt(TogetherFault):
    """Say that stored bytes no longer match their digest."""

    def __init__(self, blob: str, expected: str, got: str) -> None:
        super().__init__(blob, expected, got)
        self.blob, self.expected, self.got = blob, expected, got

    def __str__(self) -> str:
        return f"stored file {self.blob} is damaged: expected {self.expected[:12]}, got {self.got[:12]}"


class Interrupted(TogetherFault):
    """Say that the user stopped the work; what was finished is kept."""

    exit_code = 130

    def __str__(self) -> str:
        return "interrupted; what was finished is kept"
