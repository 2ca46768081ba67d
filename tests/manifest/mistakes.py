"""Manifests with mistakes, by what is wrong, and what has to be told of them."""

from __future__ import annotations

HEAD = "episode: {title: Scream It Out}\nsegments:\n"

TEN = {
    "unknown key": (
        HEAD + "  - music: Metal Dad\n    stems: [metal/dad-guitar.wav]\n    lower_thrid: auto\n",
        "5:5: unknown field 'lower_thrid'; did you mean 'lower_third'? allowed: ",
    ),
    "bad time": (
        HEAD + "  - clip: Street\n    file: home/street.mp4\n    length: 1:75\n",
        "5:13: '1:75' has 75 seconds after a colon; at most 59.999 fit",
    ),
    "missing file": (
        HEAD + "  - clip: Street\n    file: home/streat.mp4\n",
        "4:11: 'home/streat.mp4' does not exist",
    ),
    "unknown person": (
        HEAD + "  - clip: Street\n    file: home/street.mp4\n    by: [dana, rubn]\n",
        "5:16: 'rubn' is not in people.yaml; did you mean 'ruben'? allowed: ruben, joe, ",
    ),
    "duplicate key": (
        HEAD + "  - clip: Street\n    file: home/street.mp4\n    gain: -3 dB\n    file: home/silent.mp4\n",
        "6:5: 'file' is written twice; the first is in line 4; keep one",
    ),
    "path that leaves the project": (
        HEAD + "  - clip: Street\n    file: ../../../etc/passwd\n",
        "4:11: '../../../etc/passwd' leads out of the media folder; ",
    ),
    "out point past the end": (
        HEAD + "  - docu-short: Homes\n    clips:\n      - {file: home/interview.mov, in: 0:12, out: 1:05.5}\n",
        "5:51: home/interview.mov ends at 0:42.4, and `out` asks for it up to 1:05.5",
    ),
    "empty segments": (
        "episode: {title: Nothing}\nsegments: []\n",
        "2:11: the episode has no segments; write at least one: - music: Its title",
    ),
    "wrong type": (
        HEAD + "  - docu-short: Homes\n    clips: {file: home/interview.mov}\n",
        "4:12: 'clips' is a list, and here is a group of fields; ",
    ),
    "YAML syntax": (HEAD + "  - clip: Street\n    file: [home/street.mp4\n    by: dana\n", "5:7: this is not valid YAML: "),
}

MORE = {
    "no segments key": ("episode: {title: Nothing}\n", "1:1: 'segments' is missing; write segments: and its value"),
    "segments left empty": ("episode: {title: Nothing}\nsegments:\n", "2:10: the episode has no segments"),
    "segments is a text": (
        "episode: {title: Nothing}\nsegments: soon\n",
        "2:11: 'segments' is a list, and here is something else",
    ),
    "no episode": ("segments:\n  - card: Hello\n", "1:1: 'episode' is missing"),
    "no title": ("episode: {season: 1}\nsegments:\n  - card: Hello\n", "1:10: 'title' is missing in 'episode'"),
    "unknown kind": (
        HEAD + "  - musik: Metal Dad\n",
        "3:5: 'musik' is not a kind of segment; did you mean 'music'? allowed: animation, card, ",
    ),
    "a kind by another name": (HEAD + "  - Video: A\n", "3:5: 'Video' is not a kind of segment; did you mean 'clip'? allowed: "),
    "two kinds": (
        HEAD + "  - card: Hello\n    clip: Street\n",
        "4:5: 'clip' begins another segment inside 'card'; put '- ' before it",
    ),
    "segment is a text": (HEAD + "  - Hello\n", "3:5: a segment is a group of fields that begins with its kind"),
    "nothing written": (
        HEAD + "  - clip: Street\n    file:\n",
        "4:10: nothing is written here; write a value, or remove the line",
    ),
    "all off": (HEAD + "  - card: Hello\n    enabled: NO\n", "3:3: every segment is switched off"),
    "no person in a name": (
        HEAD + "  - clip: Street\n    file: home/street.mp4\n    by: dana, joe\n",
        "5:9: 'dana, joe' is not in people.yaml",
    ),
    "person twice": (HEAD + "  - clip: Street\n    file: home/street.mp4\n    by: [dana, dana]\n", "5:16: 'dana' is named twice"),
    "a switch that is none": (
        HEAD + "  - card: Hello\n    enabled: perhaps\n",
        "4:14: 'perhaps' is neither on nor off; allowed: on, off",
    ),
    "gain": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    gain: loud\n",
        "5:11: 'loud' is not a gain; write a number from -60 to 24",
    ),
    "gain range": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    gain: 40 dB\n",
        "5:11: '40 dB' is out of range for a gain",
    ),
    "fit": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    fit: covr\n",
        "5:10: 'covr' is not allowed here; did you mean 'cover'?",
    ),
    "a field of a list of one": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    picture_in_picture:\n      file: home/street.mp4\n      size: 0%\n",
        "7:13: '0%' is too small to show anything",
    ),
    "focus": (HEAD + "  - clip: S\n    file: home/street.mp4\n    focus: 50%\n", "5:12: a focus point needs 2 numbers"),
    "focus share": (HEAD + "  - clip: S\n    file: home/street.mp4\n    focus: [0.5, 120%]\n", "5:12: '120%' is not a share"),
    "colour": (
        HEAD + "  - poem: S\n    lines: [a]\n    background: {colour: red}\n",
        "5:26: 'red' is not a colour; write it in quotes as \"#rrggbb\"",
    ),
    "two ends": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    out: 5\n    length: 2\n",
        "6:13: a clip ends by `out` or by `length`, not by both; keep one of the two",
    ),
    "out before in": (HEAD + "  - clip: S\n    file: home/street.mp4\n    in: 5\n    out: 2\n", "6:10: `out` is not after `in`"),
    "no length left": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    length: 0\n",
        "5:13: `length` is 0, so nothing is left",
    ),
    "less than a frame": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    in: 5\n    length: 0.001\n",
        "6:13: less than a frame is left of home/street.mp4",
    ),
    "in past the end": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    in: 1:00\n",
        "5:9: home/street.mp4 ends at 0:20, before `in` (1:00)",
    ),
    "a still without length": (
        HEAD + "  - clip: S\n    file: poems/window.jpg\n",
        "4:11: poems/window.jpg is a still and needs a length",
    ),
    "in of a still": (
        HEAD + "  - clip: S\n    file: poems/window.jpg\n    in: 2\n    length: 3\n",
        "5:9: poems/window.jpg is a still, which has no `in`",
    ),
    "a sound as a clip": (HEAD + "  - clip: S\n    file: poems/letter.wav\n", "4:11: poems/letter.wav has no picture"),
    "a still as a voice": (HEAD + "  - poem: S\n    voice: poems/window.jpg\n", "4:12: poems/window.jpg has no sound"),
    "a picture without sound as a voice": (
        HEAD + "  - docu-short: S\n    clips: [{file: home/silent.mp4, sound: voice}]\n",
        "4:44: home/silent.mp4 has no sound",
    ),
    "a moving video": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    move: zoom-in\n",
        "5:11: home/street.mp4 moves by itself",
    ),
    "sync of the reference": (
        HEAD + "  - music: S\n    stems: [{file: metal/drums.wav, sync: auto}]\n",
        "4:43: the first stem is the reference",
    ),
    "sync that is no time": (
        HEAD + "  - music: S\n    stems: [metal/drums.wav, {file: metal/drums.wav, sync: soon}]\n",
        "4:60: 'soon' is not a time",
    ),
    "no stems": (HEAD + "  - music: S\n    stems: []\n", "4:12: the list is empty; write at least one"),
    "stem after the end": (
        HEAD + "  - music: S\n    stems: [metal/screams.wav, {file: metal/drums.wav, at: 20}]\n    length: 10\n",
        "4:60: the segment ends at 0:10, before this sound begins",
    ),
    "waveform of no stem": (
        HEAD + "  - music: S\n    stems: [metal/drums.wav]\n    picture: {waveform: metal/drum.wav}\n",
        "5:25: 'metal/drum.wav' is none of the stems",
    ),
    "picture of two sources": (
        HEAD + "  - music: S\n    stems: [metal/drums.wav]\n    picture: {file: home/street.mp4, mosaic: [home/street.mp4]}\n",
        "5:14: a picture is one of: a file, a scene, a colour, a mosaic, a waveform, a spectrum",
    ),
    "37 tiles": (
        HEAD
        + "  - music: S\n    stems: [metal/drums.wav]\n    picture:\n      mosaic: ["
        + ", ".join(["home/street.mp4"] * 37)
        + "]\n",
        "6:15: a mosaic holds at most 36 pictures; here are 37",
    ),
    "a poem of nothing": (HEAD + "  - poem: S\n    bed: music/pad.flac\n", "3:5: a poem needs a voice or lines"),
    "lines twice": (HEAD + "  - poem: S\n    text: poems/letter.txt\n    lines: [a]\n", "4:11: the lines are written twice"),
    "lines out of order": (
        HEAD + "  - poem: S\n    length: 9\n    lines: [{text: a, at: 4}, {text: b, at: 3}]\n",
        "5:45: the line comes at 0:03, before the one above",
    ),
    "line after the end": (
        HEAD + "  - poem: S\n    length: 9\n    lines: [{text: a, at: 11}]\n",
        "5:27: the line comes at 0:11, and the segment ends at 0:09",
    ),
    "an animation of nothing": (
        HEAD + "  - animation: S\n    by: mika\n",
        "3:5: an animation is one of: frames, a file, a scene",
    ),
    "frames without rate": (HEAD + "  - animation: S\n    frames: breathe/frame_%04d.png\n", "4:13: `frames` needs a rate"),
    "decimal rate": (
        HEAD + "  - animation: S\n    frames: breathe/frame_%04d.png\n    rate: 29.97\n",
        "5:11: 29.97 is not exact; write 30000/1001",
    ),
    "no such frames": (
        HEAD + "  - animation: S\n    frames: breathe/shot_%04d.png\n    rate: 12\n",
        "4:13: 'breathe/shot_%04d.png': there is no such picture",
    ),
    "frames without a number": (
        HEAD + "  - animation: S\n    frames: breathe/frame.png\n    rate: 12\n",
        "4:13: 'breathe/frame.png' names no numbered pictures",
    ),
    "scene without length": (HEAD + "  - animation: S\n    scene: breathe/scene.py\n", "4:12: a scene needs a length"),
    "a scene that does not come along": (
        HEAD + "  - animation: S\n    scene: builtin/conter\n    length: 3\n",
        "4:12: no scene 'builtin/conter' comes along; did you mean 'builtin/counter'?",
    ),
    "a parameter of another scene": (
        HEAD + "  - animation: S\n    scene: builtin/counter\n    length: 3\n    parameters: {to: 3, text: a}\n",
        "6:31: the scene counter has no `text`; it has: from, to, label",
    ),
    "a parameter that is misspelled": (
        HEAD + "  - animation: S\n    scene: builtin/counter\n    length: 3\n    parameters: {to: 3, lable: a}\n",
        "6:25: unknown field 'lable'; did you mean 'label'?",
    ),
    "a parameter that is missing": (
        HEAD + "  - animation: S\n    scene: builtin/counter\n    length: 3\n",
        "4:12: the scene counter needs `to`; write parameters: {to: 120}",
    ),
    "parameters of a scene of one's own": (
        HEAD + "  - animation: S\n    scene: breathe/scene.py\n    length: 3\n    parameters: {to: 3}\n",
        "6:17: parameters belong to a scene that comes along; one of: builtin/counter",
    ),
    "a number in words": (
        HEAD + "  - animation: S\n    scene: builtin/counter\n    length: 3\n    parameters: {to: many}\n",
        "6:22: 'many' is no number; write it in digits",
    ),
    "a film in a collage": (
        HEAD + "  - animation: S\n    scene: builtin/paper-collage\n    length: 3\n    parameters: {stills: [home/street.mp4]}\n",
        "6:27: home/street.mp4 is no still",
    ),
    "a ring around nothing": (
        HEAD + "  - animation: S\n    scene: builtin/waveform-ring\n    length: 3\n", "4:12: the ring has no sound"
    ),
    "a ring around silence": (
        HEAD + "  - animation: S\n    scene: builtin/waveform-ring\n    length: 3\n    parameters: {sound: home/silent.mp4}\n",
        "6:25: home/silent.mp4 has no sound",
    ),
    "a map of somebody without coordinates": (
        HEAD + "  - animation: S\n    scene: builtin/people-map\n    length: 3\n    parameters: {people: ana}\n",
        "6:26: 安娜 has no coordinates in people.yaml; write where in people.yaml",
    ),
    "a quote of nothing": (HEAD + "  - card: S\n    template: quote\n", "4:15: a quote needs `lines`"),
    "a field of another card": (HEAD + "  - card: S\n    lines: [a]\n", "4:12: `lines` belongs to a card with template: quote"),
    "no web address": (
        HEAD + "  - end: S\n    url: example.org\n",
        "4:10: 'example.org' is not a web address; begin with https://",
    ),
    "no date": ("episode: {title: A, air_date: 2020-13-01}\nsegments: [{card: S}]\n", "1:31: '2020-13-01' is not a date"),
    "no leap year": ("episode: {title: A, air_date: 2021-02-29}\nsegments: [{card: S}]\n", "1:31: '2021-02-29' is not a date"),
    "a week": ("episode: {title: A, air_date: 2020-W21-1}\nsegments: [{card: S}]\n", "1:31: '2020-W21-1' is not a date"),
    "no language": ("episode: {title: A, language: english}\nsegments: [{card: S}]\n", "1:31: 'english' is not a language"),
    "captions of no language": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    captions: {English: home/interview.en.srt}\n",
        "5:16: 'English' is not a language",
    ),
    "captions without times": (
        HEAD + "  - docu-short: S\n"
        "    clips: [home/street.mp4, {file: home/street.mp4, in: 2}]\n    captions: poems/letter.txt\n",
        "5:15: poems/letter.txt",
    ),
    "captions after the end": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    length: 4\n    captions: home/interview.en.srt\n",
        "6:15: home/interview.en.srt, line 6: the caption 'We all do.' lasts until 0:06, and the segment ends at 0:04",
    ),
    "id twice": (
        HEAD + "  - card: A\n    id: same\n  - card: B\n    id: same\n",
        "6:9: 'same' already names the segment of line 4",
    ),
    "id with spaces": (HEAD + "  - card: A\n    id: two words\n", "4:9: 'two words' cannot be a name here"),
    "nobody to name": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    lower_third: auto\n",
        "5:18: no one is named here for `lower_third: auto`",
    ),
    "lower third after the end": (
        HEAD + "  - clip: S\n    file: home/silent.mp4\n    lower_third: {show: A, at: 2.5}\n",
        "5:32: the lower third comes at 0:02.5",
    ),
    "fades longer than the clip": (
        HEAD + "  - clip: S\n    file: home/silent.mp4\n    fades: 2\n",
        "5:12: the fades are longer than the clip",
    ),
    "fades longer than the scene": (
        HEAD + "  - animation: S\n    scene: breathe/scene.py\n    length: 3\n    fades: {in: 2, out: 2}\n",
        "6:12: the fades are longer than the clip",
    ),
    "a dissolve that does not fit": (
        HEAD + "  - docu-short: S\n    clips: [home/street.mp4, home/silent.mp4]\n    dissolve: 2\n",
        "5:15: a dissolve of 0:02 is longer than half of the shortest clip (home/silent.mp4, 0:03); at most 0:01.5 is possible",
    ),
    "a transition that does not fit": (
        HEAD + "  - clip: S\n    file: home/silent.mp4\n  - clip: T\n    file: home/street.mp4\n    transition: {dissolve: 2}\n",
        "7:17: a transition of 0:02 into 'T' is longer than half of 'S' (0:03); at most 0:01.5 is possible there",
    ),
    "no transition": (
        HEAD + "  - card: S\n    transition: disolve\n",
        "4:17: 'disolve' is not a transition; did you mean 'dissolve'?",
    ),
    "both transitions": (
        HEAD + "  - card: S\n    transition: {dissolve: 1, fade-black: 1}\n",
        "4:43: a transition is either a dissolve or a fade-black",
    ),
    "unknown work": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    by: dana\n    builds_on: nothing\n",
        "6:16: builds_on names 'nothing', which is not known",
    ),
    "a work nearly named": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    by: dana\n    builds_on: home/stret.mp4\n",
        "6:16: builds_on names 'home/stret.mp4', which is not known; did you mean 'home/street.mp4'?",
    ),
    "works in a circle": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    builds_on: a\nworks:\n  a: {builds_on: b}\n  b: {builds_on: a}\n",
        "7:6: builds_on leads back to itself: a -> b -> a",
    ),
    "unknown theme": (
        "theme: creat-together\n" + HEAD + "  - card: A\n",
        "1:8: there is no theme 'creat-together'; did you mean 'create-together'?",
    ),
    "unknown profile": (
        "deliver: [draft, yotube]\n" + HEAD + "  - card: A\n",
        "1:18: there is no profile 'yotube'; did you mean 'youtube'?",
    ),
    "a deliverable of no segments": (
        "deliver: [youtube, {profile: draft, only: []}]\n" + HEAD + "  - card: Homes\n",
        "1:43: the list is empty; write at least one",
    ),
    "a segment of a deliverable that there is not": (
        "deliver: [youtube, {profile: draft, only: [homes, hmoes]}]\n" + HEAD + "  - card: Homes\n",
        "1:51: there is no segment 'hmoes'; did you mean 'homes'?",
    ),
    "a segment of a deliverable that is switched off": (
        "deliver: [youtube, {profile: draft, only: [away, homes]}]\n" + HEAD + "  - card: Homes\n"
        "  - card: Away\n    enabled: off\n",
        "1:44: the segment 'away' is switched off; switch it on, or leave it out here",
    ),
    "a release of which nothing is said": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    release: {}\n",
        "5:14: nothing is said of this release; write the paper's name, or remove the line",
    ),
    "a profile delivered twice": (
        "deliver: [draft, {profile: draft, only: [a]}]\n" + HEAD + "  - card: A\n",
        "1:18: draft is delivered twice, and has one package; for another package write a profile of your own",
    ),
    "what deliver was called": (
        "profiles: [draft, youtube]\n" + HEAD + "  - card: A\n",
        "1:1: 'profiles' is called 'deliver' now, and `build` makes all that it lists; write deliver: [draft, youtube], or",
    ),
    "credits too short": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    by: dana\n  - credits:\n    length: 0.1\n",
        "7:13: the credits cannot be read in",
    ),
    "not a group": ("- card: A\n", "1:1: the file is not a group of fields (key: value)"),
    "roll": (HEAD + "  - card: A\ncredits: {roll: maybe}\n", "4:17: 'maybe' is not allowed here; allowed: auto, off"),
}

SLIPS = {
    "a misspelled field that must be there is one mistake, not also a missing one": (
        "episode: {titel: Nothing}\nsegmets:\n  - card: A\n",
        ["1:11: unknown field 'titel'; did you mean 'title'?", "2:1: unknown field 'segmets'; did you mean 'segments'?"],
    ),
    "a missing field beside an unknown one that means something else": (
        HEAD + "  - clip: Street\n    gian: 3\n",
        ["3:5: 'file' is missing", "4:5: unknown field 'gian'; did you mean 'gain'?"],
    ),
    "the name of a release, misspelled": (
        HEAD + "  - clip: S\n    file: home/street.mp4\n    release: {nam: x.pdf}\n",
        ["5:15: unknown field 'nam'; did you mean 'name'?"],
    ),
    "everyone in a list who is not in people.yaml": (
        HEAD + "  - card: Us\n    people: [rubn, joe, nobody-else, joe]\n",
        ["4:14: 'rubn' is not in people.yaml", "4:25: 'nobody-else' is not in people.yaml", "4:38: 'joe' is named twice"],
    ),
    "a segment without a field": (HEAD + "  - {}\n", ["3:5: a segment is a group of fields that begins with its kind"]),
}
