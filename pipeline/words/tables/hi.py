"""The words of an episode in Hindi."""

from collections.abc import Mapping

WORDS: Mapping[str, str | Mapping[str, str]] = {
    "kind_music": "संगीत",
    "kind_poem": "कविता",
    "kind_docu_short": "लघु वृत्तचित्र",
    "kind_animation": "ऐनिमेशन",
    "kind_clip": "क्लिप",
    "kind_card": "कार्ड",
    "kind_opening": "आरंभ",
    "kind_credits": "श्रेय",
    "kind_end": "समापन",
    "role_reader": "पाठ",
    "role_writer": "लेखन",
    "role_narrator": "कथन",
    "role_animation": "ऐनिमेशन",
    "role_music": "संगीत",
    "role_picture": "चित्र",
    "role_words": "शब्द",
    "with_thanks_to": "हार्दिक आभार",
    "built_on": "मूल रचना",
    "not_cleared": "अनुमति लंबित",
    "episode_number": "एपिसोड {number}",
    "season_and_episode": "सीज़न {season}, एपिसोड {number}",
    "comma": ", ",
    "credit": "{name}: {roles}",
    "with_handle": "{name} ({handle})",
    "role_of_work": "{role} ({title})",
    "chapters": "अध्याय",
    "licences": "लाइसेंस",
    "thanks_to": "आभार: {names}",
    "attribution": "“{title}”, {names}, {license} ({url}), इस एपिसोड के लिए संपादित",
    "more_names": {
        "one": "… और {count} अन्य नाम, फ़िल्म के श्रेय में।",
        "other": "… और {count} अन्य नाम, फ़िल्म के श्रेय में।",
    },
}
