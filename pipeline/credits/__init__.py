"""Credits, rights, ledger and cue sheet, computed from the cut. Pure."""

from pipeline.credits.cards import shown
from pipeline.credits.compute import Credits, PersonCredit, compute
from pipeline.credits.cues import MusicCue
from pipeline.credits.ledger import Use
from pipeline.credits.roll import Role, Section, sections
from pipeline.credits.works import Lineage, Work, lineage
from pipeline.people import Credit, Person

__all__ = [
    "Credit", "Credits", "Lineage", "MusicCue", "Person", "PersonCredit", "Role", "Section", "Use", "Work", "compute",
    "lineage", "sections", "shown",
]
