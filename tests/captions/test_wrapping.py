import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.captions import clusters, columns, rules_of, wrap

WORDS = st.lists(st.text(alphabet="abcdefg,.", min_size=1, max_size=12), min_size=1, max_size=12).map(" ".join)


def test_a_text_that_fits_stays() -> None:
    assert wrap("Short enough.\nTruly.") == "Short enough.\nTruly."


def test_42_columns_fit_and_43_do_not() -> None:
    assert wrap("a" * 20 + " " + "b" * 21) == "a" * 20 + " " + "b" * 21
    assert wrap("a" * 21 + " " + "b" * 21) == "a" * 21 + "\n" + "b" * 21


def test_lines_are_balanced_rather_than_full() -> None:
    text = "It has shed much innocent blood and it will shed more"
    assert wrap(text) == "It has shed much innocent\nblood and it will shed more"


def test_a_line_ends_after_punctuation_where_one_is_near() -> None:
    text = "You're a fool for travelling, so completely unprepared."
    assert wrap(text) == "You're a fool for travelling,\nso completely unprepared."


def test_turns_of_a_dialogue_stay_apart() -> None:
    text = "- Are you coming with us tonight or are you not?\n- No."
    assert wrap(text) == "- Are you coming with us\ntonight or are you not?\n- No."


def test_chinese_breaks_between_characters_and_not_before_a_full_stop() -> None:
    lines = wrap("我們一起唱歌，一起跳舞，一起寫詩，一起畫畫，一起做夢。").split("\n")
    assert len(lines) == 2
    assert all(columns(line) <= 42 and line[0] not in "，。" for line in lines)
    assert wrap("字" * 20 + "「字」" + "字" * 10, limit=42).split("\n")[0][-1] != "「"


def test_lines_of_chinese_join_without_a_space() -> None:
    assert " " not in wrap("字\n字\n字" + "字" * 20)


def test_korean_breaks_between_words() -> None:
    text = "우리는 함께 노래하고 함께 춤추고 함께 시를 쓰고 함께 꿈을 꿉니다"
    assert wrap(text).replace("\n", " ") == text
    assert "\n" in wrap(text)


def test_a_word_wider_than_a_line_stays_whole() -> None:
    assert wrap("x " + "w" * 50 + " y") == "x\n" + "w" * 50 + "\ny"


@settings(deadline=None)
@given(WORDS, st.integers(12, 42))
def test_wrapping_moves_no_word_and_keeps_to_the_limit(text: str, limit: int) -> None:
    wrapped = wrap(text, limit=limit)
    assert wrapped.replace("\n", " ") == text
    assert all(columns(line) <= limit for line in wrapped.split("\n"))
    assert wrap(wrapped, limit=limit) == wrapped


@settings(deadline=None)
@given(WORDS, st.integers(12, 42))
def test_no_other_break_needs_fewer_lines(text: str, limit: int) -> None:
    greedy = 1
    width = 0
    for word in text.split(" "):
        if width and width + 1 + len(word) > limit:
            greedy, width = greedy + 1, len(word)
        else:
            width += len(word) + (1 if width else 0)
    assert len(wrap(text, limit=limit).split("\n")) == greedy


@pytest.mark.parametrize(("language", "lines"), [
    ("ja", ["今日は天気が良いので、", "みんなで公園に行きます。"]),
    ("ja", ["iPhoneのカメラで撮影した", "2024年の動画を見てください"]),
    ("zh", ["今天下午我们在图书馆讨论", "关于气候变化的最新研究"]),
    ("zh-Hant", ["今天下午我們在圖書館討論", "關於氣候變化的最新研究"]),
    ("th", ["วันนี้อากาศดีมากเราไปเที่ยว", "ทะเลกันเถอะเพื่อนๆทุกคน"]),
    ("ko", ["우리는 함께 노래하고", " 함께 춤추고 시를 씁니다"]),
    ("fr", ["Qu’est-ce que tu veux dire par là\u202f?", " Je ne comprends pas\u202f!"]),
    ("en", ["We walked along the river", " to the old mill and the bay"]),
    ("en", ["She asked me to bring", " the umbrella tomorrow morning"]),
    ("es", ["Caminamos juntos por la orilla", " del río hasta el viejo molino"]),
    ("km", ["បងប្អូន\u200b" * 6, "បងប្អូន\u200b" * 6]),
])
def test_each_language_has_its_own_breaks(language: str, lines: list[str]) -> None:
    wrapped = wrap("".join(lines), language)
    assert wrapped.split("\n") == [line.strip() for line in lines]
    assert all(columns(line) <= rules_of(language).columns for line in lines)
    assert wrap(wrapped.replace("\n", "\n\n", 1).replace("\n\n", "\n"), language) == wrapped


@pytest.mark.parametrize(("language", "text"), [
    ("ja", "「ありがとう」と彼女は言って、静かに部屋を出て行った。それから二度と戻らなかった。" * 3),
    ("zh", "今天下午我们在图书馆，讨论了关于“气候变化”的最新研究。" * 3),
    ("th", "น้ำใจของเพื่อนๆ ทำให้เราไปเที่ยวทะเลกันได้ทุกวันนี้" * 3),
    ("hi", "हम साथ में गाते हैं, क्षितिज तक नाचते हैं। " * 4),
    ("en", "👨‍👩‍👧‍👦 families 🇩🇪🇫🇷 e\u0301te\u0301 👍🏽 and so on " * 4),
])
@pytest.mark.parametrize("limit", [6, 11, 26])
def test_a_line_never_ends_inside_a_character_and_no_text_is_lost(language: str, text: str, limit: int) -> None:
    text = text.strip()
    lines = wrap(text, language, limit=limit).split("\n")
    assert [cluster for line in lines for cluster in clusters(line) if cluster != " "] == [c for c in clusters(text) if c != " "]
    assert not [line for line in lines if line[0] in "、。」，”ๆ" or line[-1] in "「“"]


def test_lines_of_japanese_join_without_a_blank_and_emoji_with_one() -> None:
    assert " " not in wrap("今日は\n天気が\nとても良いです", "ja")
    assert wrap("កក\u200b\nខខ\nគគ", "km") == "កក\u200bខខ គគ"
    assert wrap("so 👍\n👏 good\nto see", "en") == "so 👍 👏 good to see"


def test_phrases_give_way_where_they_would_need_a_third_line() -> None:
    text = "東京特許許可局長今日急遽休暇許可拒否"
    assert len(wrap(text, "ja", limit=18).split("\n")) == 2
