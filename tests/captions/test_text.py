import pytest

from pipeline.captions import clusters, columns


@pytest.mark.parametrize(("text", "count"), [
    ("abc", 3), ("é", 1), ("e\u0301", 1), ("नमस्ते", 4), ("👨‍👩‍👧‍👦", 1), ("🇩🇪🇫🇷", 2), ("👍🏽", 1), ("❤️", 1), ("각", 1), ("", 0),
])
def test_what_a_reader_counts_as_characters(text: str, count: int) -> None:
    assert len(clusters(text)) == count
    assert "".join(clusters(text)) == text


def test_wide_characters_take_two_columns() -> None:
    assert (columns("abc"), columns("日本語"), columns("한국"), columns("👍🏽")) == (3, 6, 4, 2)
