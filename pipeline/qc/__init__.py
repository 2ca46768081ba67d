"""Quality control: findings about a finished file, judged from what was measured on it. Floor 7."""

from pipeline.qc.judge import judge
from pipeline.qc.measure import measure, report
from pipeline.qc.model import Finding, Measurements, Programme

__all__ = ["Finding", "Measurements", "Programme", "judge", "measure", "report"]
