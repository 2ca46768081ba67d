"""The words of an episode in English."""

from collections.abc import Mapping

WORDS: Mapping[str, str | Mapping[str, str]] = {
    "kind_music": "Music",
    "kind_poem": "Poem",
    "kind_docu_short": "Docu-short",
    "kind_animation": "Animation",
    "kind_clip": "Clip",
    "kind_card": "Card",
    "kind_opening": "Opening",
    "kind_credits": "Credits",
    "kind_end": "End",
    "role_reader": {"one": "reader", "other": "readers"},
    "role_writer": {"one": "writer", "other": "writers"},
    "role_narrator": {"one": "narrator", "other": "narrators"},
    "role_animation": "animation",
    "role_music": "music",
    "role_picture": "picture",
    "role_words": "words",
    "with_thanks_to": "With thanks to",
    "built_on": "Built on the work of",
    "not_cleared": "Not cleared",
    "episode_number": "E{number}",
    "season_and_episode": "S{season} E{number}",
    "comma": ", ",
    "credit": "{name}: {roles}",
    "with_handle": "{name} ({handle})",
    "role_of_work": "{role} ({title})",
    "chapters": "Chapters",
    "licences": "Licences",
    "thanks_to": "Thanks to {names}",
    "attribution": "“{title}” by {names}, {license} ({url}), edited for this episode",
    "more_names": {
        "one": "… and {count} more, in the credits of the film.",
        "other": "… and {count} more, in the credits of the film.",
    },
}
