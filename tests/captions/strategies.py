"""Any captions that a file can hold, on the milliseconds."""

from fractions import Fraction

from hypothesis import strategies as st

from pipeline.captions import Caption, plain

_TEXT = (
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n<>&;-{}\\\u2028"), max_size=40)
    .map(plain)
    .filter(lambda text: text and "<" not in text and "{" not in text)
)
_ONE = st.builds(
    lambda start, length, text: Caption(Fraction(start, 1000), Fraction(start + length, 1000), text),
    st.integers(0, 10_000_000), st.integers(1, 100_000), _TEXT,
)


def captions() -> st.SearchStrategy[tuple[Caption, ...]]:
    """Return sorted captions, overlapping as they like."""
    return st.lists(_ONE, max_size=6).map(sorted).map(tuple)
