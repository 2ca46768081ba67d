from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction

import pytest

from pipeline.ffmpeg import graph


def filter_graph(arguments: tuple[str, ...]) -> str:
    return arguments[arguments.index("-filter_complex") + 1]


def source(name: str = "a", **options: graph.Option) -> graph.Video:
    return graph.Video(graph.read(name, options), "v:0")


def write(*streams: graph.Video) -> graph.Output:
    return graph.write("out", *streams, options={"f": "null"})


def test_files_are_placeholders_that_can_be_taken_apart() -> None:
    numbered = graph.Video(graph.read("pictures", {}, after="/%06d.png"), "v:0")
    holes = [hole for argument in graph.arguments(write(numbered)) if (hole := graph.placeholder(argument))]
    assert holes == [("file:", "in", "pictures", "/%06d.png"), ("file:", "out", "out", "")]


def test_a_plain_argument_is_no_placeholder() -> None:
    assert graph.placeholder("-filter_complex") is None
    assert graph.placeholder("{inn:a}") is None


@pytest.mark.parametrize("name", ["", "a b", "a}", "{in:x}", "a/b", "a\n"])
def test_a_name_that_would_break_a_placeholder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a file"):
        graph.read(name, {})
    with pytest.raises(ValueError, match="cannot name a file"):
        graph.write(name, source(), options={})


def test_a_stream_that_is_used_twice_is_split() -> None:
    once = graph.video("hflip", source())
    text = filter_graph(graph.arguments(write(graph.video("hstack", once, graph.video("vflip", once)))))
    assert text.count("hflip") == 1
    assert text.count("split=2") == 1


def test_equal_streams_are_made_once_even_when_built_twice() -> None:
    def flipped() -> graph.Video:
        return graph.video("hflip", source(threads=1))

    arguments = graph.arguments(write(graph.video("hstack", flipped(), flipped(), flipped(), inputs=3)))
    assert arguments.count("-i") == 1
    assert "split=3" in filter_graph(arguments)


def test_streams_of_one_input_that_differ_in_options_are_read_twice() -> None:
    arguments = graph.arguments(write(graph.video("hstack", source(ss="1"), source(ss="2"))))
    assert arguments.count("-i") == 2


def test_an_input_is_split_where_two_filters_read_it() -> None:
    clip = source()
    text = filter_graph(graph.arguments(write(graph.video("hstack", graph.video("hflip", clip), graph.video("vflip", clip)))))
    assert text.startswith("[0:v:0]split=2")


def test_options_are_named_and_exact() -> None:
    text = filter_graph(graph.arguments(write(graph.video("fps", source(), fps=Fraction(30_000, 1001), start_time=0))))
    assert text == "[0:v:0]fps=fps=30000/1001:start_time=0[s0]"


@pytest.mark.parametrize("value", [29.97, True, None, 1.0])
def test_a_value_that_is_not_exact_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="option fps"):
        graph.video("fps", source(), fps=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["a:b", "it's", "x,hflip", "[s0]", "a;b", "back\\slash", "k=v"])
def test_text_in_an_option_stays_text(text: str) -> None:
    """Undo the two escapings of ffmpeg's graph syntax by hand: of the graph, then of the options."""
    written = filter_graph(graph.arguments(write(graph.video("metadata", source(), value=text))))
    inner = written.removeprefix("[0:v:0]").removesuffix("[s0]")

    def unescaped(value: str) -> str:
        out, characters = "", iter(value)
        for character in characters:
            out += next(characters) if character == "\\" else character
        return out

    once = unescaped(inner)
    assert once.startswith("metadata=value=")
    assert unescaped(once.removeprefix("metadata=value=")) == text


def test_outputs_are_bit_exact_and_keep_flags_of_their_own() -> None:
    arguments = graph.arguments(graph.write("out", source(), options={"flags": "+cgop"}))
    assert arguments[arguments.index("-flags") + 1] == "+cgop+bitexact"
    assert arguments[arguments.index("-fflags") + 1] == "+bitexact"
    assert arguments[arguments.index("-map_metadata") + 1] == "-1"


def test_a_graph_without_output_is_refused() -> None:
    with pytest.raises(ValueError, match="without an output"):
        graph.arguments()


def test_the_text_does_not_depend_on_the_process() -> None:
    """ffmpeg-python sorts and hashes; a text that followed Python's hash seed would give every action a new key."""
    script = (
        "from pipeline.ffmpeg import blends, graph, filters\n"
        "from fractions import Fraction\n"
        "a = graph.Video(graph.read('a', {'ss': '1', 'threads': 1}), 'v:0')\n"
        "b = graph.Video(graph.read('b', {'threads': 1}), 'v:0')\n"
        "v = blends.dissolve(filters.to_working_format(a), filters.to_working_format(b), Fraction(24), frames=9)\n"
        "v = graph.video('hstack', v, filters.blur(v, Fraction(2)), a, inputs=3)\n"
        "print(graph.arguments(graph.write('out', v, options={'f': 'null'})))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True
        ).stdout
        for seed in ("0", "1", "7")
    }
    assert len(texts) == 1
