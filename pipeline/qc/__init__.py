"""Quality control: findings about a finished file, judged from what was measured on it."""

from pipeline.qc.judge import judge
from pipeline.qc.measure import measure
from pipeline.qc.model import Finding, Measurements, Planned
from pipeline.qc.report import Report, Verdict, Waived

__all__ = ["Finding", "Measurements", "Planned", "Report", "Verdict", "Waived", "judge", "measure"]
