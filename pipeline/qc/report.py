"""What was found about a finished file, once: the command line, JSON and the page are all told from this value. Pure."""

from __future__ import annotations

from enum import Enum

from pipeline.faults import Severity, Where
from pipeline.profiles.model import Profile
from pipeline.qc.model import Finding, Measurements, Planned, grouped
from pipeline.values import dataclass


class Verdict(Enum):
    """Whether a finished file may be published."""

    GOOD = "pass"
    BAD = "fail"


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that the manifest lets pass: it is told and does not count. `where` is the waiver's line, `reason` its words."""

    finding: Finding
    reason: str
    where: Where | None = None

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"waived {self.finding.code}: {self.finding.at}{self.finding.message}; {self.reason}{place}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found about a finished file, and what it was judged from.

    `name` is the movie's file name. `findings` are those that count, errors and warnings; `waived` do not. `planned` and
    `measurements` were held against each other and against `profile`. `made_from` is the digest of all that the package was made
    from, empty where that is not known.
    """

    name: str
    profile: Profile
    planned: Planned
    measurements: Measurements
    findings: tuple[Finding, ...] = ()
    waived: tuple[Waived, ...] = ()
    made_from: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return whether the file may be published: where nothing that counts is an error."""
        is_wrong = any(finding.severity is Severity.ERROR for finding in self.findings)
        return Verdict.BAD if is_wrong else Verdict.GOOD

    @property
    def is_good(self) -> bool:
        """Say whether the file may be published."""
        return self.verdict is Verdict.GOOD

    @property
    def told(self) -> tuple[tuple[Severity, str], ...]:
        """Return what was found in words: what counts, and then what is let pass."""
        return (*grouped(self.findings), *((Severity.WARNING, str(one)) for one in self.waived))
