"""What a build says of takes and pictures that were lined up by their sound."""

from __future__ import annotations

import json

import pytest

from pipeline.app.syncs import lined_up


@pytest.mark.parametrize(("offset", "said"), [(8.0, "8.000 s after its reference"), (-0.25, "0.250 s before its reference")])
def test_it_is_told_beside_its_reference_which_is_no_stem_everywhere(offset: float, said: str) -> None:
    one = {"name": "ana-laughs", "segment": "watched", "offset": offset, "confidence": 0.98}
    report = {"segments": [{"name": "watched", "title": "Watched"}], "sync": [one]}
    (told,) = lined_up(json.dumps(report).encode())
    assert str(told) == f'sync: auto lined up "ana-laughs" of "Watched": it begins {said} (confidence 0.98 of 1)'
