from __future__ import annotations

from fractions import Fraction

from pipeline.operations.encode_programme import EncodeProgramme
from tests.operations.examples import excerpt, master

OPERATION = EncodeProgramme(master.PROGRAMME, "pcm", target=Fraction(-20), ceiling=Fraction(-1))
inputs = excerpt.inputs
