"""A film of the store, for packages."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def video(tmp_path: Path) -> Path:
    blob = tmp_path / "store" / "blob"
    blob.parent.mkdir()
    blob.write_bytes(b"moving pictures")
    blob.chmod(0o444)
    return blob
