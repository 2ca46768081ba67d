"""A file that is read while somebody writes it is read again: what the studio shows is what the file holds in the end."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from pipeline.app import session
from pipeline.documents.files import Texts
from pipeline.execution import stamp
from pipeline.studio.asked import Asked
from pipeline.studio.studio import Studio


def test_a_manifest_that_was_read_half_is_read_again(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    manifest = tmp_path / "show/episodes" / built.name
    whole, read, late = manifest.read_bytes(), Texts.read, [True]
    monkeypatch.setattr(stamp, "RACE_NS", 300_000_000)

    def read_early(texts: Texts, path: Path) -> bytes:
        found = read(texts, path)
        if path == manifest and found == b"" and late:
            late.clear()
            manifest.write_bytes(whole)  # before its state is looked at, which is then that of the whole file
        return found

    def comes(is_whole: bool) -> bool:
        end = time.monotonic() + 20
        while live.now is None or live.now.snapshot.is_whole is not is_whole:
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    with session.opened([manifest]) as opened:
        studio = Studio(opened, 1)
        live = studio.live(Asked(manifest.stem))
        try:
            assert comes(True)
            time.sleep(0.5)
            monkeypatch.setattr(Texts, "read", read_early)
            manifest.write_bytes(b"")
            live.touch()
            assert comes(False)
            live.touch()  # the change of the whole file is told while its state is young
            assert comes(True)
        finally:
            studio.close()
