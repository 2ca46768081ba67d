"""The editor beside the picture: mistakes, exchanged spans, edits from outside, undo; the timeline, the palette, windows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.studio.asking import Running
from tests.studio.browser.conftest import NUMBERS, Opener

pytestmark = [pytest.mark.long, pytest.mark.slow]

PATIENCE = 40_000


def test_a_mistake_is_told_at_its_line_and_gone_when_it_is_mended(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    page.write_after("file: count.mo", "x")
    expect(page.see(".mistake.error").first).to_be_visible(timeout=PATIENCE)
    expect(page.see(".mistake.error").first).to_contain_text("count.moxv")
    marked = page.see(".panel .mark.wrong").filter(has_text="count.moxv")  # what a finished span is found to be stands there, too
    expect(marked.first).to_be_visible(timeout=PATIENCE)
    expect(page.see(".standing")).to_contain_text("mistake", timeout=PATIENCE)
    page.press("Backspace")
    expect(page.see(".mistake")).to_have_count(0, timeout=PATIENCE)
    expect(marked).to_have_count(0, timeout=PATIENCE)
    assert "count.moxv" not in page.see(".cm-content").inner_text()


def test_an_edit_exchanges_the_span_under_the_playhead_and_undo_brings_the_old_one(desk: Opener) -> None:
    page = desk("#s01e01&t=6.2", expects=("404",))
    page.is_at(155)
    page.is_drawn()
    assert page.number() == NUMBERS[155] == 60
    page.write_after("in: 2", ".4")
    expect(page.see(".cost")).to_contain_text("span", timeout=PATIENCE)
    for _ in range(200):
        if page.see(".player .frame").get_attribute("data-frame") == "155" and page.number() == 70:
            break
        page.page.wait_for_timeout(100)
    assert page.number() == 70
    expect(page.see(".saved")).to_contain_text("Save")
    page.press("Escape")
    if page.see(".cm-content:focus").count():  # what is offered, or asked for, is closed first
        page.press("Escape")
    page.press("b")
    expect(page.see(".before video")).to_be_visible()
    page.press("Control+z")
    for _ in range(200):
        if page.number() == 60:
            break
        page.page.wait_for_timeout(100)
    assert page.number() == 60


def test_what_is_unsaved_and_its_undo_survive_a_reload(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    page.write_after("card: Hello", " you")
    expect(page.see(".save")).to_be_visible()
    page.page.wait_for_timeout(600)
    page.page.reload()
    expect(page.see(".cm-content")).to_contain_text("card: Hello you")
    page.see(".cm-content").click()
    page.press("Control+z")
    expect(page.see(".cm-content")).not_to_contain_text("Hello you")
    expect(page.see(".saved")).to_have_text("Saved")
    assert page.see(".save").count() == 0


def test_a_change_outside_is_merged_with_mine_and_both_are_saved(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    path = page.show / "episodes/s01e01.yaml"
    page.write_after("card: Hello", " you")
    path.write_text(path.read_text().replace("Once more", "Once again"))
    expect(page.see(".cm-content")).to_contain_text("Once again", timeout=PATIENCE)
    expect(page.see(".cm-content")).to_contain_text("Hello you")
    expect(page.see(".bar.conflict")).to_have_count(0)
    page.press("Control+s")
    expect(page.see(".saved")).to_contain_text("Saved")
    assert "Once again" in path.read_text()
    assert "card: Hello you\n" in path.read_text()


def test_a_change_made_outside_while_the_page_was_away_is_not_written_over(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    path, address = page.show / "episodes/s01e01.yaml", page.page.url
    page.write_after("card: Hello", " you")
    expect(page.see(".save")).to_be_visible()
    page.page.wait_for_timeout(600)
    page.page.goto("about:blank")
    path.write_text(path.read_text().replace("Once more", "Once again"))
    page.page.goto(address)
    expect(page.see(".cm-content")).to_contain_text("Hello you", timeout=PATIENCE)
    expect(page.see(".cm-content")).to_contain_text("Once again", timeout=PATIENCE)
    page.see(".cm-content").click()
    page.press("Control+s")
    expect(page.see(".saved")).to_contain_text("Saved", timeout=PATIENCE)
    assert "Once again" in path.read_text()
    assert "card: Hello you\n" in path.read_text()


def test_a_show_and_an_episode_that_are_called_otherwise_are_called_so_at_once(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    assert page.see(".where span").first.inner_text() == "Test"
    settings, other = page.show / "episodes/show.yaml", page.show / "episodes/s01e09.yaml"
    settings.write_text(settings.read_text().replace("show: Test", "show: Another name"))
    expect(page.see(".where span").first).to_have_text("Another name", timeout=PATIENCE)
    expect(page.page).to_have_title("Numbers, Another name")
    other.write_text("episode: {title: A new one, season: 1, number: 9}\nsegments:\n  - card: Hello\n")
    page.page.wait_for_timeout(3000)
    page.press("Control+k")
    page.page.keyboard.insert_text("new one")
    expect(page.see(".palette [role=option]").first).to_have_text("s01e09 A new one")
    other.unlink()


@pytest.mark.parametrize(("button", "kept"), [("Keep mine", "Hello you"), ("Take theirs", "Welcome")])
def test_where_both_changed_a_line_the_bar_asks(desk: Opener, button: str, kept: str) -> None:
    page = desk(expects=("404", "409"))
    page.is_drawn()
    path = page.show / "episodes/s01e01.yaml"
    page.write_after("card: Hello", " you")
    expect(page.see(".save")).to_be_visible()
    path.write_text(path.read_text().replace("card: Hello", "card: Welcome"))
    bar = page.see(".bar.conflict")
    expect(bar).to_be_visible(timeout=PATIENCE)
    expect(page.see(".cm-content")).to_contain_text("Hello you")
    page.page.get_by_role("button", name="Show both").click()
    expect(bar).to_contain_text("card: Welcome")
    page.page.get_by_role("button", name=button).click()
    expect(bar).to_have_count(0)
    expect(page.see(".cm-content")).to_contain_text(f"card: {kept}")
    assert page.see(".cm-line").filter(has_text="card: ").all_inner_texts() == [f"  - card: {kept}"]


def test_the_timeline_moves_playhead_and_caret_and_the_caret_moves_the_playhead(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    sheet = page.see(".sheet").bounding_box()
    assert sheet
    page.page.mouse.click(sheet["x"] + (sheet["width"] - 16) * 170 / len(NUMBERS), sheet["y"] + 60)
    expect(page.see(".cm-under")).to_contain_text("docu-short: Parts")
    at = int(page.see(".playhead").get_attribute("aria-valuenow") or -1)
    assert abs(at - 170) <= 1
    page.see(".cm-line").filter(has_text="Once more").click()
    expect(page.see(".playhead")).to_have_attribute("aria-valuenow", "185")


def test_the_palette_finds_a_command_and_carries_it_out(desk: Opener) -> None:
    page = desk("#s01e01&t=2")
    page.is_at(50)
    page.press("Control+k")
    expect(page.page.get_by_label("Find a command")).to_be_focused()
    page.page.keyboard.insert_text("next cut")
    page.press("Enter")
    page.is_at(125)
    assert page.number() == NUMBERS[125]


def test_a_phone_has_the_player_and_the_panels(desk: Opener) -> None:
    page = desk(width=390, height=844)
    page.is_at(0)
    expect(page.see(".player .frame")).to_be_in_viewport()
    expect(page.see(".editor")).to_be_hidden()
    expect(page.see(".timeline")).to_be_hidden()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_text_and_ground_differ_enough(desk: Opener, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    page = desk(scheme=scheme)
    page.is_at(0)
    ratios = page.page.evaluate("""() => {
      const style = getComputedStyle(document.documentElement);
      const light = (name) => {
        const hex = style.getPropertyValue(name).trim();
        const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
          .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const grounds = ['--ground', '--side', '--raised'];
      const texts = ['text', 'soft', 'faint', 'wrong', 'warning', 'note', 'code-key', 'code-text', 'code-number'];
      const pairs = grounds.flatMap((ground) => texts.map((text) => [`--${text}`, ground]));
      const others = [['--wrong', '--wrong-ground'], ['--warning', '--warning-ground'], ['--on-accent', '--accent']];
      return [...pairs, ...others].map(([one, other]) => {
        const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
        return [one, other, (a + 0.05) / (b + 0.05)];
      });
    }""")
    assert [pair for pair in ratios if pair[2] < 4.5] == []


def test_a_search_goes_on_while_what_another_wrote_is_shown(desk: Opener) -> None:
    page = desk()
    page.is_drawn()
    page.see(".cm-content").click()
    page.press("Control+f")
    page.page.keyboard.type("dire")
    manifest = page.show / "episodes/s01e01.yaml"
    manifest.write_text(manifest.read_text().replace("card: Hello", "card: Hello again"))
    expect(page.see(".cm-content")).to_contain_text("Hello again", timeout=60_000)
    expect(page.see(".standing")).to_contain_text("5 of 5 spans as rendered", timeout=60_000)
    page.page.keyboard.type("ct")
    expect(page.see(".cm-search input[name=search]")).to_have_value("direct")
    assert "direct" not in page.text


def test_what_is_typed_in_the_very_moment_of_a_reload_is_kept(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    page.write_after("card: Hello", " you")
    page.page.wait_for_timeout(600)
    page.page.keyboard.insert_text("nger")
    page.page.reload()
    expect(page.see(".cm-content")).to_contain_text("card: Hello you")
    page.page.wait_for_timeout(1000)
    assert "card: Hello younger" in page.text


def test_thousands_of_lines_from_outside_are_taken_at_once_beside_what_is_not_saved(desk: Opener) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    page.write_after("card: Hello", " you")
    manifest = page.show / "episodes/s01e01.yaml"
    lines = manifest.read_text().split("\n")
    notes = "".join(f"# note {number}\n" for number in range(500))
    manifest.write_text("\n".join(lines[:6]) + "\n" + notes.join(f"{line}\n" for line in lines[6:]))
    expect(page.see(".bar.note")).to_contain_text("Merged", timeout=15_000)
    assert "card: Hello you" in page.text


def test_a_mistake_of_what_another_window_has_in_the_file_stands_at_no_line_of_this_one(desk: Opener, running: Running) -> None:
    page = desk(expects=("404",))
    page.is_drawn()
    page.write_after("by: be", "nn")
    expect(page.see(".mistake.error button")).to_have_text("write ben", timeout=PATIENCE)
    page.page.wait_for_timeout(1500)  # all that follows from it has been told
    manifest = "episodes/s01e01.yaml"
    theirs = "# one line more\n" + running.client.get(f"/api/file?path={manifest}").json["text"].replace("bennn", "anna")
    running.client.post("/api/file/edit", {"path": manifest, "text": theirs, "episode": "s01e01"})
    expect(page.see(".bar.note")).to_contain_text("Another window has text in this file", timeout=PATIENCE)
    expect(page.see(".mistake")).to_have_count(0)
    page.write_after("by: benn", "n")
    expect(page.see(".mistake.error button")).to_have_text("write ben", timeout=PATIENCE)
    expect(page.see(".bar.note")).to_have_count(0, timeout=PATIENCE)
    page.see(".mistake.error button").click()
    expect(page.see(".mistake")).to_have_count(0, timeout=PATIENCE)
    assert "bennn" not in page.text
