"""Another program changes the files of an open studio, at twenty-four moments: nothing is lost, nothing goes round in circles."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from tests.browser import PROGRAM
from tests.studio.hands import CONTROL, EPISODE, PEOPLE, Room, opened
from tests.studio.test_cut_by_mouse import MANIFEST

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here"),
]

ELSEWHERE = MANIFEST.replace("# All of it.", "# All of it, seen from outside.")
"""What another editor writes, far from where somebody types."""
SAME_LINE = MANIFEST.replace("a heading", "the heading of somebody else")
"""What another editor writes into the line in which somebody types."""
FRAMES = 445


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with opened(tmp_path_factory.mktemp("outside"), MANIFEST.encode(), FRAMES) as found:
        yield found


@pytest.fixture
def room(shared: Room) -> Room:
    """Return the page anew, with nothing typed and the files as they were."""
    write(shared, MANIFEST)
    (shared.show / "episodes/people.yaml").write_text(PEOPLE)
    shared.client.post("/api/file/revert", {"path": EPISODE})
    page = shared.page
    address = page.run("location.href.split('#')[0].replace(/static.*/, '')")
    # What a page keeps for itself is kept when it goes, so it is forgotten from a page that keeps nothing.
    page.ask("Page.navigate", url=f"{address}static/icon.svg")
    page.wait("location.pathname.endsWith('.svg')", 10)
    page.run("sessionStorage.clear()")
    page.ask("Page.navigate", url=f"{address}#s01e01")
    is_there = "document.querySelector('.cm-content')?.textContent.includes('a heading')"
    page.wait(f"!!document.querySelector('.playhead') && {is_there}", 60)
    shared.shown()
    page.errors.clear()
    return shared


def write(room: Room, text: str) -> None:
    """Write as editors do: beside it, then renamed."""
    file = room.show / EPISODE
    beside = file.with_name(".s01e01.yaml.tmp")
    beside.write_bytes(text.encode())
    beside.replace(file)


def type_(room: Room, text: str, behind: str = "a heading", pause: float = 0.0) -> None:
    """Type behind a word of the text that is in sight, wherever a mistake that is told between its lines moves it meanwhile."""

    def is_there() -> bool:
        x, y = room.page.run(
            f"""(() => {{
              const line = [...document.querySelectorAll('.cm-line')].find((one) => one.textContent.includes({behind!r}));
              const box = line.getBoundingClientRect();
              return [box.left + 4, box.top + 6];
            }})()"""
        )
        room.click((x, y))
        room.key("End", 35)
        node = "getSelection().anchorNode"
        line = f"({node}?.nodeType === 1 ? {node} : {node}?.parentElement)?.closest('.cm-line')"
        return bool(room.page.run(f"({line}?.textContent ?? '').includes({behind!r})"))

    until(is_there, lambda: (behind, editor(room)[:900]))
    for letter in text:
        room.page.ask("Input.insertText", text=letter)
        time.sleep(pause)


def editor(room: Room) -> str:
    """Return what stands in the editor: the page keeps it for a reload."""
    kept = room.page.run(f"sessionStorage.getItem('studio.undo:' + {EPISODE!r})")
    if kept:
        return str(json.loads(kept)["editor"]["doc"])
    told = room.client.get(f"/api/file?path={EPISODE}").json
    return str(told.get("text", ""))


def has_bar(room: Room) -> bool:
    return bool(room.page.run("!!document.querySelector('.bar.conflict')"))


def press(room: Room, label: str) -> None:
    room.page.run(f"[...document.querySelectorAll('.bar.conflict button')].find((one) => one.textContent === {label!r}).click()")


def until(what: Callable[[], bool], why: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() >= end:
            pytest.fail(f"not so after {seconds} s: {why()}")
        time.sleep(0.05)


def stands(room: Room, *words: str, lacks: str = "\x00") -> None:
    """Wait until the editor has all these words, and the server the very text of the editor."""
    until(
        lambda: all(one in editor(room) for one in words) and lacks not in editor(room) and room.text() == editor(room),
        lambda: (words, editor(room)[:900], room.text()[:900], room.page.run("document.activeElement.className")),
    )


def rests(room: Room) -> None:
    """See that the page asks for nothing any more: a reload that brings the next one would go on for ever."""
    time.sleep(1.0)
    room.page.run("1")
    room.page.requests.clear()
    time.sleep(1.5)
    room.page.run("1")
    again = [one for one in room.page.requests if "/api/file" in one or "/api/episodes" in one]
    assert len(again) <= 2, again
    # What is refused (a file that is gone, or was changed) is an answer like others, which browsers note as an error.
    assert [one for one in room.page.errors if '"source": "network"' not in one] == []


def disk(room: Room) -> str:
    return (room.show / EPISODE).read_bytes().decode()


def nothing_typed(room: Room) -> None:
    write(room, ELSEWHERE)
    stands(room, "seen from outside")
    assert disk(room) == ELSEWHERE


def between_two_letters(room: Room) -> None:
    type_(room, " of")
    write(room, ELSEWHERE)
    type_(room, " mine", pause=0.04)
    stands(room, "a heading of mine", "seen from outside")
    assert not has_bar(room)


def in_the_very_line(room: Room) -> None:
    type_(room, " of mine")
    write(room, SAME_LINE)
    until(lambda: has_bar(room) and "a heading of mine" in editor(room), lambda: editor(room))
    assert disk(room) == SAME_LINE
    press(room, "Take theirs")
    stands(room, "heading of somebody else")
    room.undo()
    stands(room, "a heading of mine")


def while_dragging(room: Room) -> None:
    begin = room.state()["view"]["segments"][2]["tracks"][0]["clips"][0]
    x, y = room.at("Picture", begin["first"] + begin["frames"])
    room.hold((x - 2, y), (x - 30, y))
    write(room, MANIFEST.replace("  # All of it.", "  # A line more.\n  # All of it."))
    stands(room, "# A line more.")
    time.sleep(0.8)
    room.mouse("mouseReleased", x - 30, y, 0, 0)
    room.page.wait("(document.querySelector('.refusal span')?.textContent ?? '').includes('while you dragged')", 10)
    assert editor(room) == disk(room)


def right_before_saving(room: Room) -> None:
    type_(room, " of mine")
    stands(room, "a heading of mine")
    write(room, ELSEWHERE)
    room.key("s", 83, CONTROL)
    stands(room, "a heading of mine", "seen from outside")
    until(lambda: "seen from outside" in disk(room), lambda: disk(room))
    room.key("s", 83, CONTROL)
    until(lambda: disk(room) == editor(room), lambda: disk(room))


def right_after_saving(room: Room) -> None:
    type_(room, " of mine")
    stands(room, "a heading of mine")
    room.key("s", 83, CONTROL)
    until(lambda: "of mine" in disk(room), lambda: disk(room))
    write(room, disk(room).replace("# All of it.", "# All of it, seen from outside."))
    stands(room, "a heading of mine", "seen from outside")
    assert not has_bar(room)


def typed_on_while_it_is_saved(room: Room) -> None:
    type_(room, " of")
    room.key("s", 83, CONTROL)
    type_(room, " mine", pause=0.02)
    stands(room, "a heading of mine")
    until(lambda: "a heading of" in disk(room), lambda: disk(room))
    time.sleep(0.6)
    assert not has_bar(room), "what one has saved oneself is nobody else's"


def another_branch(room: Room) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *words], cwd=room.show, check=True, capture_output=True
        )

    git("init", "-q", "-b", "first")
    git("add", "episodes/s01e01.yaml", "episodes/people.yaml", "episodes/show.yaml")
    git("commit", "-q", "-m", "one")
    git("checkout", "-q", "-b", "second")
    write(room, ELSEWHERE)
    (room.show / "episodes/people.yaml").write_text(PEOPLE + "# more\n")
    git("commit", "-q", "-a", "-m", "two")
    stands(room, "seen from outside")
    type_(room, " of mine")
    git("checkout", "-q", "first")
    stands(room, "a heading of mine", lacks="seen from outside")
    git("checkout", "-q", "second")
    stands(room, "a heading of mine", "seen from outside")
    for one in sorted((room.show / ".git").rglob("*"), reverse=True):
        one.rmdir() if one.is_dir() else one.unlink()
    (room.show / ".git").rmdir()


def renamed_over(room: Room) -> None:
    (room.show / EPISODE).rename(room.show / (EPISODE + "~"))
    (room.show / EPISODE).write_text(ELSEWHERE)
    stands(room, "seen from outside")
    (room.show / (EPISODE + "~")).unlink()


def half_then_whole(room: Room) -> None:
    type_(room, " of mine")
    (room.show / EPISODE).write_text(ELSEWHERE[: len(ELSEWHERE) // 2])
    time.sleep(0.8)
    (room.show / EPISODE).write_text(ELSEWHERE)
    stands(room, "a heading of mine", "seen from outside", "into a phone")
    assert not has_bar(room)


def half_of_a_letter_then_whole(room: Room) -> None:
    content = ELSEWHERE.encode()
    (room.show / EPISODE).write_bytes(content[: content.index("𝄞".encode()) + 2])
    room.page.wait("document.body.textContent.includes('not UTF-8')", 15)
    assert room.page.run("document.querySelector('.cm-content').textContent.includes('a heading')"), "no half of a text is shown"
    (room.show / EPISODE).write_bytes(content)
    stands(room, "seen from outside", "into a phone")


def emptied_then_written(room: Room) -> None:
    with (room.show / EPISODE).open("w") as file:
        time.sleep(0.5)
        file.write(ELSEWHERE)
    stands(room, "seen from outside", "into a phone")


def gone_and_back(room: Room) -> None:
    type_(room, " of mine")
    stands(room, "a heading of mine")
    (room.show / EPISODE).unlink()
    room.page.wait("document.body.textContent.includes('gone from the disk')", 15)
    assert "a heading of mine" in editor(room)
    assert "into a phone" in editor(room)
    (room.show / EPISODE).write_text(ELSEWHERE)
    stands(room, "a heading of mine", "seen from outside", "into a phone")
    assert not has_bar(room)


def gone_and_saved(room: Room) -> None:
    (room.show / EPISODE).unlink()
    room.page.wait("document.body.textContent.includes('gone from the disk')", 15)
    type_(room, " of mine")
    stands(room, "a heading of mine")
    room.key("s", 83, CONTROL)
    until(lambda: (room.show / EPISODE).exists() and "a heading of mine" in disk(room), lambda: (editor(room), room.text()))
    assert "into a phone" in disk(room)


def while_it_is_drawn(room: Room) -> None:
    type_(room, " of mine")
    write(room, MANIFEST.replace("  - card: Hello ", "  - card: Good day "))
    time.sleep(0.3)
    write(room, ELSEWHERE.replace("length: 4", "length: 3.5"))
    stands(room, "a heading of mine", "seen from outside", "length: 3.5")


def two_files_at_once(room: Room) -> None:
    type_(room, " of mine")
    write(room, ELSEWHERE)
    (room.show / "episodes/people.yaml").write_text(PEOPLE.replace("Ben O'Neil", "Benedict O'Neil"))
    stands(room, "a heading of mine", "seen from outside")
    until(lambda: "Benedict" in room.text("episodes/people.yaml"), lambda: room.text("episodes/people.yaml"))


def once_more_while_the_bar_is_open(room: Room) -> None:
    type_(room, " of mine")
    write(room, SAME_LINE)
    until(lambda: has_bar(room), lambda: editor(room))
    write(room, SAME_LINE.replace("# All of it.", "# All of it, seen from outside."))
    time.sleep(1)
    assert has_bar(room)
    press(room, "Keep mine")
    stands(room, "a heading of mine", "seen from outside")


def typed_on_while_the_bar_is_open(room: Room) -> None:
    type_(room, " of")
    write(room, SAME_LINE)
    until(lambda: has_bar(room), lambda: editor(room))
    type_(room, " mine", behind="a heading of")
    press(room, "Keep mine")
    stands(room, "a heading of mine")
    assert not has_bar(room)


def taken_back_while_the_bar_is_open(room: Room) -> None:
    type_(room, " of mine")
    write(room, SAME_LINE)
    until(lambda: has_bar(room), lambda: editor(room))
    write(room, MANIFEST)
    until(lambda: not has_bar(room), lambda: editor(room))
    stands(room, "a heading of mine")


def with_its_old_time(room: Room) -> None:
    file = room.show / EPISODE
    was = file.stat()
    other = MANIFEST.replace("# All of it.", "# ALL OF IT.")
    file.write_text(other)
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    stands(room, "# ALL OF IT.")


def thirty_times(room: Room) -> None:
    type_(room, " of mine")
    for number in range(30):
        write(room, MANIFEST.replace("# All of it.", f"# All of it, {number}."))
        time.sleep(0.02)
    stands(room, "a heading of mine", "All of it, 29.")


def the_same_and_then_another(room: Room) -> None:
    type_(room, " of mine")
    stands(room, "a heading of mine")
    write(room, MANIFEST.replace("a heading", "a heading of mine"))
    time.sleep(1)
    write(room, ELSEWHERE)
    stands(room, "seen from outside", lacks="of mine")
    assert room.client.get(f"/api/file?path={EPISODE}").json["is_unsaved"] is False


def while_the_page_is_loaded(room: Room) -> None:
    type_(room, " of mine")
    stands(room, "a heading of mine")
    room.page.ask("Page.reload")
    write(room, ELSEWHERE)
    room.page.wait("document.querySelector('.cm-content')?.textContent.includes('a heading of mine')", 60)
    stands(room, "a heading of mine", "seen from outside")


def with_other_line_ends(room: Room) -> None:
    type_(room, " of mine")
    (room.show / EPISODE).write_bytes(ELSEWHERE.replace("\n", "\r\n").encode())
    stands(room, "a heading of mine", "seen from outside")
    room.key("s", 83, CONTROL)
    until(lambda: "a heading of mine" in disk(room), lambda: disk(room))
    content = (room.show / EPISODE).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") == MANIFEST.count("\n")


MOMENTS = [
    nothing_typed, between_two_letters, in_the_very_line, while_dragging, right_before_saving, right_after_saving,
    typed_on_while_it_is_saved, another_branch, renamed_over, half_then_whole, half_of_a_letter_then_whole, emptied_then_written,
    gone_and_back, gone_and_saved, while_it_is_drawn, two_files_at_once, once_more_while_the_bar_is_open,
    typed_on_while_the_bar_is_open, taken_back_while_the_bar_is_open, with_its_old_time, thirty_times, the_same_and_then_another,
    while_the_page_is_loaded, with_other_line_ends,
]  # fmt: skip


@pytest.mark.parametrize("moment", MOMENTS, ids=[one.__name__.replace("_", " ") for one in MOMENTS])
def test_what_another_program_writes_loses_nothing(room: Room, moment: Callable[[Room], None]) -> None:
    moment(room)
    rests(room)
