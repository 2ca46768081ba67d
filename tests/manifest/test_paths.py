"""A path of a manifest leads into the media folder and nowhere else, in whatever words it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manifest.test_mistakes import HEAD, told

HOSTILE_PATHS = [
    "/etc/passwd", "//server/share", "~/secret", "~root/x", "../x", "a/../../../x", "../../../../etc/passwd", "-i", "--help",
    "file:/etc/passwd", "file:///etc/passwd", "http://example.org/a.mp4", "https://example.org/a.mp4", "concat:a.mp4|b.mp4",
    "pipe:0", "pipe:", "subfile,,start,0,end,9,,:/etc/passwd", "crypto:a", "data:text/plain,a", "fd:0", "async:a", "cache:a",
    "tcp://127.0.0.1:80", "udp:a", "rtmp://a", "lavfi:color", "tee:a", "md5:a", "C:\\\\x", "C:/x", "a\\\\b.mp4", "HTTP://a",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE_PATHS)
@pytest.mark.parametrize(
    "segment", ["clip: S\n    file: ", "poem: S\n    text: ", "music: S\n    stems: [metal/drums.wav]\n    picture: "]
)
def test_paths_that_leave_the_project_are_refused_at_their_line(path: str, segment: str, tmp_path: Path) -> None:
    lines = told(tmp_path, HEAD + f'  - {segment}"{path}"\n')
    assert len(lines) == 1
    place = f"{3 + segment.count(chr(10))}:{len(segment.splitlines()[-1]) + 1}"
    assert lines[0].startswith(f"episodes/s01e01.yaml:{place}: {path.replace(chr(92) * 2, chr(92))!r} ")
    assert "does not exist" not in lines[0]


def test_a_link_out_of_the_media_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.mp4").write_text("secret")
    (tmp_path / "episodes" / "media").mkdir(parents=True)
    (tmp_path / "episodes" / "media" / "link.mp4").symlink_to(tmp_path / "secret.mp4")
    lines = told(tmp_path, HEAD + "  - clip: S\n    file: link.mp4\n")
    assert len(lines) == 1
    assert lines[0].startswith("episodes/s01e01.yaml:4:11: 'link.mp4' leads out of the media folder")
