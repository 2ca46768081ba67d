"""Quality control: findings about a finished file, judged from what was measured on it."""

from pipeline.qc.judge import judge
from pipeline.qc.measure import measure, report
from pipeline.qc.model import Finding, Measurements, Planned

__all__ = ["Finding", "Measurements", "Planned", "judge", "measure", "report"]
