"""What a producer changed between two states of a show's files, in their words. Pure: texts in, edits out."""

from pipeline.edits.compare import compare
from pipeline.edits.model import Edit, Written

__all__ = ["Edit", "Written", "compare"]
