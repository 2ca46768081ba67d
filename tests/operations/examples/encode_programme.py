from __future__ import annotations

from pipeline.operations.encode_programme import EncodeProgramme
from tests.operations.examples import excerpt, master

OPERATION = EncodeProgramme(master.PROGRAMME, "pcm")
inputs = excerpt.inputs
