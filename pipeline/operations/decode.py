"""Decode a source's sound: any file to 32-bit float PCM at 48 kHz, mono or stereo.

Sample 0 of a stem is the source's time 0, the earliest timestamp in the file: a sound that begins later than its picture begins
late here, and the padding that an encoder put before the first sample is gone. Mono stays mono (the mix puts it in the
middle); surround is mixed down after ITU-R BS.775 (centre and surrounds at -3 dB, no LFE, nothing normalised). Three channels or
more whose places no layout tells are independent ones, as field recorders write them: all are summed to mono, each at 1/sqrt(n),
so that the power of a sound that is spread over them stays. Gaps of more than 20 ms between packets are filled with silence. A
packet that cannot be decoded fails the action.

Sources are always read from their start. Seeking is not sample-exact: an m4a lost 752 samples after a seek, and AAC's noise
substitution then continues with other noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from fractions import Fraction
from math import sqrt
from typing import ClassVar, Literal

from pipeline.ffmpeg.filters import decimal, packets_numbered
from pipeline.ffmpeg.flags import GLOBAL
from pipeline.media.formats import DEMUXERS
from pipeline.media.info import BareSamples, FilePart, SoundPassage
from pipeline.operations.base import Pool
from pipeline.operations.ffmpeg import Arguments, FfmpegOperation, FilePath
from pipeline.operations.promises import Output, SoundPromise
from pipeline.timebase import SAMPLE_RATE, half_up
from pipeline.values import dataclass

_LATE = 1200
"""Samples by which ffmpeg's afftdn comes late at 48 kHz (two of its three hops of 12.5 ms), and does not say so."""


@dataclass(frozen=True, slots=True)
class DecodeSound(FfmpegOperation):
    """The sound of stream `stream` of `source`, as the WAV `out`, from second `first` to second `last` (None: its end).

    `early` is said of `SoundInfo`. `independent` channels, 0 where a layout tells their places, are summed. `parts` are the
    files of sound that the source consists of, where it is several behind one another; `passages`
    those in which rate and channels stay, where they change in mid-file; `bare` where samples
    lie in a file that does not know how many there are. Where the source is damaged, it is read
    up to sample `good`, and nothing that is wrong after it matters.
    `side` is the channel of two that is taken alone. `highpass` is a corner frequency in Hz, 0 for none; `denoise` takes steady
    noise out.
    `expected` samples will come of it, by what the file announces; that is no identity.
    """

    pool: ClassVar[Pool] = "sound"

    stream: int
    early: Fraction
    layout: Literal["mono", "stereo"]
    independent: int
    parts: tuple[FilePart, ...]
    passages: tuple[SoundPassage, ...]
    bare: BareSamples | None
    good: int | None
    first: int
    last: int | None
    side: Literal["", "left", "right"]
    highpass: int
    denoise: bool
    expected: int = field(compare=False)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise as many samples as decoding finds."""
        return (Output("out", ".wav", SoundPromise(SAMPLE_RATE, self.channels, None)),)

    @property
    def ends(self) -> Mapping[str, int]:
        """Count the bytes of what the file announces; the time that ffmpeg tells of a short file is 0 to its end."""
        return {"total_size": self.expected * self.channels * 4}

    @property
    def channels(self) -> int:
        """Return how many channels are written."""
        return 1 if self.layout == "mono" else 2

    def command(self) -> Arguments:
        """Read the file as nothing but media, whole."""
        flags: tuple[str, ...] = (*GLOBAL, "-max_error_rate", "0")
        if self.good is not None:
            flags = (*(flag for flag in GLOBAL if flag != "-xerror"), "-max_error_rate", "1")
        return (
            *flags, *self._inputs(), *self._graph(),
            "-map_metadata", "-1", "-c:a", "pcm_f32le", "-f", "wav", "-bitexact", FilePath("out", before="file:"),
        )  # fmt: skip

    def _inputs(self) -> Iterator[str | FilePath]:
        if self.bare is not None:
            place = f"subfile,,start,{self.bare.begin},end,{self.bare.end},,:file:"
            told = (argument for name, value in self.bare.options.items() for argument in (f"-{name}", value))
            yield from ("-protocol_whitelist", "file,subfile", "-f", self.bare.demuxer, *told)
            yield from ("-i", FilePath("source", before=place))
            return
        whole: tuple[FilePart | SoundPassage | None, ...] = self.parts or self.passages or (None,)
        for number, part in enumerate(whole):
            protocols, before = "file", "file:"
            if isinstance(part, FilePart):
                protocols, before = "file,subfile", f"subfile,,start,{part.begin},end,{part.end},,:file:"
            yield from ("-protocol_whitelist", protocols, "-format_whitelist", ",".join(sorted(DEMUXERS)))
            if self.early:
                yield from ("-itsoffset", decimal(self.early))
            if isinstance(part, SoundPassage):
                end = self.passages[number + 1].packet if number + 1 < len(self.passages) else None
                yield from (f"-bsf:{self.stream}", packets_numbered(part.packet, end))
            yield from ("-i", FilePath("source", before=before))

    def _graph(self) -> Iterator[str]:
        only = ("-vn", "-sn", "-dn")
        if not self.parts and not self.passages:
            filters = ",".join((self._channelled(self.independent), *self._filters()))
            yield from ("-map", f"0:{self.stream}", *only, "-af", filters)
            return
        # Each part counts from its own beginning, and has padding of its own before and after it.
        chains = [self._channelled(self.independent, part.channels) for part in self.parts] or list(self._passages())
        ends = "".join(f"[part{number}]" for number in range(len(chains)))
        named = [f"[{number}:{self.stream}]{chain}[part{number}]" for number, chain in enumerate(chains)]
        whole = ",".join((f"{ends}concat=n={len(chains)}:v=0:a=1", *self._filters()))
        yield from ("-filter_complex", ";".join((*named, f"{whole}[whole]")), "-map", "[whole]")

    def _passages(self) -> Iterator[str]:
        """Yield the filters of each passage: from its first sample on the file's clock to exactly where the next one begins."""
        begins = [0, *(half_up(passage.begin * SAMPLE_RATE) for passage in self.passages[1:])]
        for number, passage in enumerate(self.passages):
            first = half_up(passage.begin * passage.sample_rate) if number else 0
            chain = self._channelled(0 if passage.has_layout else passage.channels, passage.channels, first=first)
            if passage.sample_rate != self.passages[0].sample_rate:
                # Streams that tell times now and then have those between counted by the first rate: samples count right.
                chain = f"asetpts=STARTPTS+N,{chain}"
            if number + 1 < len(begins):
                length = begins[number + 1] - begins[number]
                chain += f",asetpts=N,apad=whole_len={length},atrim=end_sample={length}"
            yield f"{chain},asetpts=N"

    def _channelled(self, independent: int, channels: int = 0, *, first: int = 0) -> str:
        """Return the filters that make the stem's rate and channels of a source's, or of `channels`, from its sample `first`.

        Of `independent` ones, 0 for none, it is not known where they belong.
        """
        before = ""
        if self.side:
            before = f"pan=mono|c0=c{0 if self.side == 'left' else 1},"
        elif independent:
            # By number: ffmpeg guesses a layout for channels without one, and takes the fourth of six for a subwoofer's.
            share = f"{1 / sqrt(independent):.8f}"
            before = "pan=mono|c0=" + "+".join(f"{share}*c{channel}" for channel in range(independent)) + ","
            channels = 1
        if channels == 1 and self.layout == "stereo":
            before += "pan=stereo|c0=c0|c1=c0,"
        return (
            f"{before}aresample={SAMPLE_RATE}:resampler=soxr:precision=28:internal_sample_fmt=dblp:out_chlayout={self.layout}"
            f":center_mix_level=0.70710678:surround_mix_level=0.70710678:lfe_mix_level=0"
            f":async=1:min_hard_comp=0.02:first_pts={first}"
        )

    def _filters(self) -> Iterator[str]:
        if self.highpass:
            yield f"highpass=f={self.highpass}:poles=2"
        if self.denoise:
            yield from (f"apad=pad_len={_LATE}", "afftdn=nr=12:nf=-45:tn=1", f"atrim=start_sample={_LATE}", "asetpts=N")
        if self.highpass or self.denoise:
            yield "aresample=out_sample_fmt=flt"
        ends = [self.last * SAMPLE_RATE] if self.last else []
        ends += [] if self.good is None else [max(self.good, 1)]
        if self.first or ends:
            end = f":end_sample={min(ends)}" if ends else ""
            yield f"atrim=start_sample={self.first * SAMPLE_RATE}{end}"
