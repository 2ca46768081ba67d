"""Credits, rights, ledger and cue sheet, computed from the cut. Floor 2, pure."""

from pipeline.credits.compute import Credits, PersonCredit, compute
from pipeline.credits.ledger import MusicCue, Use
from pipeline.credits.people import Person
from pipeline.credits.roll import Entry, Section, roll, sections
from pipeline.credits.works import Lineage, Work, lineage

__all__ = [
    "Credits", "Entry", "Lineage", "MusicCue", "Person", "PersonCredit", "Section", "Use", "Work", "compute", "lineage",
    "roll", "sections",
]
