from __future__ import annotations

from pipeline.intake.draft import Piece, draft


def lines(*pieces: Piece) -> list[str]:
    return draft(pieces, "en").splitlines()


def test_sounds_are_stems_and_a_text_makes_a_poem_of_its_voice() -> None:
    found = lines(
        Piece("w/song/drums.wav", "sound", ("joe",), "drums", "CC BY 4.0"),
        Piece("w/song/guitar.wav", "sound", ("ana", "ben")),
        Piece("w/letter.wav", "sound", ("ben",)),
        Piece("w/letter.txt", "text"),
    )
    assert "  - poem: letter" in found
    assert "    text: w/letter.txt" in found
    assert "    voice: {file: w/letter.wav, by: ben}" in found
    assert "    written: {by: ben}" in found
    assert "  - music: song" in found
    assert "      - {file: w/song/drums.wav, by: joe, role: drums, license: CC BY 4.0}" in found
    assert "      - {file: w/song/guitar.wav, by: [ana, ben]}" in found


def test_videos_are_clips_or_a_docu_short_of_the_same_people() -> None:
    found = lines(
        Piece("w/a.mp4", "video", ("ana",)),
        Piece("w/b.mp4", "video", ("ana",)),
        Piece("w/c: d.mp4", "video", ("joe",)),
        Piece("w/c: d.es.vtt", "captions"),
        Piece("w/c: d.srt", "captions"),
    )
    assert found[:2] == ["  - docu-short: a", "    clips:"]
    assert found[2:4] == ["      - {file: w/a.mp4, by: ana}", "      - {file: w/b.mp4, by: ana}"]
    assert found[4:] == [
        '  - clip: "c: d"', '    file: "w/c: d.mp4"', "    by: joe", '    captions: {es: "w/c: d.es.vtt", en: "w/c: d.srt"}',
    ]  # fmt: skip


def test_pictures_have_lengths_and_numbered_ones_are_an_animation() -> None:
    found = lines(
        *(Piece(f"w/frame_{number:03d}.png", "still", ("mika",)) for number in range(5, 17)),
        Piece("w/one.jpg", "still"),
    )
    assert "    frames: \"w/frame_%03d.png\"" in found
    assert "    rate: 12" in found
    assert found.count("      - {file: w/one.jpg, length: 4}") == 1
    assert not any("frame_005" in line for line in found)


def test_what_cannot_be_used_is_a_comment() -> None:
    assert lines(Piece("w/x.mp3", "sound", problem="its sound cannot be decoded")) == ["  # w/x.mp3: its sound cannot be decoded"]
    assert lines(Piece("w/notes.txt", "text"))[0].startswith("  # w/notes.txt: a text")
