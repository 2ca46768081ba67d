"""The words of an episode in Japanese."""

from collections.abc import Mapping

WORDS: Mapping[str, str | Mapping[str, str]] = {
    "kind_music": "音楽",
    "kind_poem": "詩",
    "kind_docu_short": "短編ドキュメンタリー",
    "kind_animation": "アニメーション",
    "kind_clip": "クリップ",
    "kind_card": "カード",
    "kind_opening": "オープニング",
    "kind_credits": "クレジット",
    "kind_end": "エンディング",
    "role_reader": "朗読",
    "role_writer": "文",
    "role_narrator": "ナレーション",
    "role_animation": "アニメーション",
    "role_music": "音楽",
    "role_picture": "映像",
    "role_words": "言葉",
    "with_thanks_to": "謝辞",
    "built_on": "原作・原案",
    "not_cleared": "権利未処理",
    "episode_number": "第{number}話",
    "season_and_episode": "シーズン{season} 第{number}話",
    "comma": "、",
    "credit": "{name}：{roles}",
    "with_handle": "{name}（{handle}）",
    "role_of_work": "{role}（{title}）",
    "chapters": "チャプター",
    "licences": "ライセンス",
    "links": "リンク",
    "thanks_to": "ご協力：{names}",
    "attribution": "「{title}」{names}、{license}（{url}）、本エピソードのために編集",
    "more_names": {
        "other": "ほか{count}名（本編のクレジットに記載）",
    },
}
