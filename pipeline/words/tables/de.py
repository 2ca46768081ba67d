"""The words of an episode in German."""

from collections.abc import Mapping

WORDS: Mapping[str, str | Mapping[str, str]] = {
    "kind_music": "Musik",
    "kind_poem": "Gedicht",
    "kind_docu_short": "Kurzdoku",
    "kind_animation": "Animation",
    "kind_clip": "Clip",
    "kind_card": "Tafel",
    "kind_opening": "Vorspann",
    "kind_credits": "Abspann",
    "kind_end": "Schluss",
    "role_reader": "Lesung",
    "role_writer": "Text",
    "role_narrator": "Erzählstimme",
    "role_animation": "Animation",
    "role_music": "Musik",
    "role_picture": "Bild",
    "role_words": "Worte",
    "with_thanks_to": "Mit Dank an",
    "built_on": "Nach Werken von",
    "not_cleared": "Rechte ungeklärt",
    "episode_number": "F{number}",
    "season_and_episode": "S{season} F{number}",
    "comma": ", ",
    "credit": "{name}: {roles}",
    "with_handle": "{name} ({handle})",
    "role_of_work": "{role} ({title})",
    "chapters": "Kapitel",
    "licences": "Lizenzen",
    "thanks_to": "Dank an {names}",
    "attribution": "„{title}“ von {names}, {license} ({url}), für diese Folge bearbeitet",
    "more_names": {
        "one": "… und {count} weitere Person im Abspann des Films.",
        "other": "… und {count} weitere Personen im Abspann des Films.",
    },
}
