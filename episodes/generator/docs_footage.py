"""A show of real footage, to look at cards as producers will see them: files that nobody here made.

They lie in the folder that TOGETHER_MEDIA names. What is from where: docs/designers.md. All names in it are invented.
"""

from __future__ import annotations

from pathlib import Path

PEOPLE = """\
maren: {name: Maren Toft, place: Aarhus}
idris: {name: Idris Bello, place: Kano}
yuki: {name: 宮本 ゆき, place: 札幌}
dalia: {name: داليا منصور, place: طنطا}
samir: {name: سمير حداد, place: صور}
blender: {name: Blender Foundation}
lena: {name: Lena Okafor-Lind, place: Malmö}
tomas: {name: Tomás Quiroga, place: Salta}
"""

SETTINGS = """\
show: Near and Far
media: media
people: episodes/people.yaml
rate: 24
theme: create-together
deliver: [draft]
interstitial: {length: 2.5}
opening: {tagline: sent in from everywhere, length: 4}
credits: {thanks: [Everyone who pressed record]}
end: {title: Your turn, text: Send what you have. Somebody has the other half., url: "https://example.org/join", length: 5}
"""

ENGLISH = """\
episode: {title: What We Sent, season: 1, number: 1}
segments:
  - music: Around the Fire
    stems:
      - {file: guitar.wav, by: maren, role: guitar}
      - {file: voices-around-a-fire.mp3, by: [idris, yuki], role: voice}
    picture:
      mosaic:
        - {file: talking-42s.mp4, in: 4, by: maren, role: guitar}
        - {file: man-on-green-screen.mp4, by: idris, role: voice}
        - {file: fire2.mp4, by: yuki, role: voice}
    length: 8
  - poem: Balloons
    lines:
      - {at: 0.5, text: "One is the kettle,"}
      - {at: 2.5, text: three are the people}
      - {at: 4.5, text: who never get up.}
      - {at: 6.5, text: "Look how small we are,"}
      - {at: 8.5, text: and how many.}
    written: {by: dalia}
    background: {file: balloons-landscape.jpg, move: ken-burns}
    length: 11
  - docu-short: Forty-Two Seconds
    clips:
      - {file: talking-42s.mp4, in: 6, length: 9, sound: voice, by: lena, role: interviewee, lower_third: auto}
      - {file: flower.mp4, length: 3, by: tomas, role: camera}
  - animation: Bunny
    file: big-buck-bunny-30s.mp4
    in: 8
    length: 6
    by: blender
    lower_third: auto
  - card: Said
    template: quote
    lines: [I only meant to test the microphone. Then I could not stop.]
    by: lena
  - clip: Bridge
    file: tears-of-steel-70s.webm
    in: 20
    length: 6
    by: blender
    lower_third: auto
"""

ARABIC = """\
episode: {title: ما أرسلناه, season: 1, number: 2, language: ar}
opening: {tagline: وصل من كل مكان}
credits: {thanks: [كل من ضغط زر التسجيل]}
end: {title: دورك الآن, text: أرسل ما عندك، فعند أحدهم النصف الآخر.}
segments:
  - music: حول النار
    stems:
      - {file: guitar.wav, by: dalia, role: غيتار}
      - {file: voices-around-a-fire.mp3, by: [samir, idris], role: صوت}
    picture:
      mosaic:
        - {file: talking-42s.mp4, in: 4, by: dalia, role: غيتار}
        - {file: man-on-green-screen.mp4, by: samir, role: صوت}
        - {file: fire2.mp4, by: idris, role: صوت}
    length: 8
  - poem: بالونات
    lines:
      - {at: 0.5, text: واحد هو الإبريق}
      - {at: 3, text: وثلاثة هم الناس}
      - {at: 5.5, text: الذين لا يستيقظون أبدا}
    written: {by: dalia}
    background: {file: balloons-landscape.jpg, move: ken-burns}
    length: 8
  - docu-short: اثنتان وأربعون ثانية
    clips:
      - {file: talking-42s.mp4, in: 6, length: 8, sound: voice, by: samir, role: ضيف, lower_third: auto}
  - animation: الأرنب
    file: big-buck-bunny-30s.mp4
    in: 8
    length: 5
    by: blender
"""

EPISODES = {"s01e01": ENGLISH, "s01e02": ARABIC}


def make(folder: Path, media: Path) -> tuple[Path, Path]:
    """Write the show into a folder, with its media in place; return the manifests, in English and in Arabic."""
    (folder / "episodes").mkdir(parents=True)
    (folder / "media").symlink_to(media)
    (folder / "episodes/show.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "episodes/people.yaml").write_text(PEOPLE, encoding="utf-8")
    for name, text in EPISODES.items():
        (folder / f"episodes/{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "episodes/s01e01.yaml", folder / "episodes/s01e02.yaml"
