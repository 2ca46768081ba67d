"""Many paths are followed as each would be by itself."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.links import Links


def test_paths_lead_where_they_lead_by_themselves(tmp_path: Path) -> None:
    (tmp_path / "real/inner").mkdir(parents=True)
    (tmp_path / "real/file").write_text("")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "real/file-link").symlink_to("inner/../file")
    (tmp_path / "real/far").symlink_to(tmp_path / "nowhere/at all")
    (tmp_path / "round").symlink_to("round")
    names = ["real/file", "folder/file", "folder/file-link", "folder/inner/../file", "real/far", "real/gone", "round", "folder/",
             ".", "folder/.", "folder/..", "folder/inner/..", "", "folder/inner/none/more"]  # fmt: skip
    links = Links()
    for name in (*names, *names):
        path = f"{tmp_path}/{name}"
        assert links.real(path) == os.path.realpath(path), name
    for path in ("/", "/etc", "relative", "relative/file", "..", ""):
        assert links.real(path) == os.path.realpath(path), path
