"""The words of an episode in Korean."""

from collections.abc import Mapping

WORDS: Mapping[str, str | Mapping[str, str]] = {
    "kind_music": "음악",
    "kind_poem": "시",
    "kind_docu_short": "단편 다큐멘터리",
    "kind_animation": "애니메이션",
    "kind_clip": "클립",
    "kind_card": "카드",
    "kind_opening": "오프닝",
    "kind_credits": "크레딧",
    "kind_end": "엔딩",
    "role_reader": "낭독",
    "role_writer": "글",
    "role_narrator": "내레이션",
    "role_animation": "애니메이션",
    "role_music": "음악",
    "role_picture": "영상",
    "role_words": "말",
    "with_thanks_to": "고마운 분들",
    "built_on": "원작",
    "not_cleared": "권리 미확인",
    "episode_number": "{number}화",
    "season_and_episode": "시즌 {season} {number}화",
    "comma": ", ",
    "credit": "{name}: {roles}",
    "with_handle": "{name} ({handle})",
    "role_of_work": "{role} ({title})",
    "chapters": "챕터",
    "licences": "라이선스",
    "links": "링크",
    "thanks_to": "고마운 분들: {names}",
    "attribution": "“{title}”, {names}, {license} ({url}), 이 에피소드에 맞게 편집함",
    "more_names": {
        "other": "… 외 {count}명, 영상의 크레딧에 있습니다.",
    },
}
