"""A sheet -> FCPXML, as Final Cut Pro and DaVinci Resolve read it: times are exact fractions of a second. Pure.

It is written here: the adapter of OpenTimelineIO's library knows no transitions, writes no frame rate of 1001, and starts a
program to look into media. Tests ask it what it reads of this. Elements and attributes are those of Apple's FCPXML reference
(developer.apple.com/documentation/professional-video-applications/fcpxml-reference), version 1.9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from pipeline.interchange.sheet import Lane, Mark, Piece, Sheet, Source
from pipeline.interchange.writing import Written
from pipeline.timebase import half_up

_VERSION = "1.9"
_CONNECTED = ("film", "still", "sound")
"""What can lie above or below the cut: it has a file."""
_ROLES = {"voice": "dialogue", "nat": "dialogue", "stem": "music", "bed": "music"}


def document(sheet: Sheet, url: Callable[[str], str], size: tuple[int, int]) -> Written:
    """Return a sheet, of pictures of a `size`, as FCPXML. `url` gives the whole address of a file, as the format wants it."""
    untold = (*sheet.untold, *_lost(sheet))
    return Written(_Project(sheet, url, size).content(untold), untold)


class _Project:
    """A document under way: its resources, each with a name of its own."""

    def __init__(self, sheet: Sheet, url: Callable[[str], str], size: tuple[int, int]) -> None:
        self._sheet, self._url = sheet, url
        self._root = Element("fcpxml", version=_VERSION)
        self._resources = SubElement(self._root, "resources")
        self._formats: dict[Fraction, str] = {}
        self._assets: dict[str, Element] = {}
        self._format = self._format_of(sheet.rate)
        first = self._resources[0]
        first.attrib |= {"width": str(size[0]), "height": str(size[1])}

    def content(self, untold: Sequence[str]) -> bytes:
        """Return the document, with what it does not hold as its note."""
        sheet = self._sheet
        event = SubElement(SubElement(self._root, "library"), "event", name=sheet.name)
        project = SubElement(event, "project", name=sheet.title or sheet.name)
        length = max((piece.end for piece in sheet.cut.pieces), default=0)
        sequence = SubElement(
            project, "sequence", format=self._format, duration=self._at(length), tcStart="0s", tcFormat="NDF",
            audioLayout="stereo", audioRate="48k",
        )  # fmt: skip
        if untold:
            SubElement(sequence, "note").text = "\n".join(("Not in this timeline:", *untold))
        spine = SubElement(sequence, "spine")
        for start, end, local, element in list(self._spine(spine)):
            self._connect(start, end, local, element)
            for mark in sheet.marks:
                if start <= mark.at < end:
                    element.append(self._marker(mark, local + (mark.at - start) / sheet.rate))
        ElementTree.indent(self._root)
        text = ElementTree.tostring(self._root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{text}\n'.encode()

    def _spine(self, spine: Element) -> Iterator[tuple[int, int, Fraction, Element]]:
        """Yield the elements of the cut, each with its first frame, that after its last, and the second with which it begins."""
        joins = {join.at: join for join in self._sheet.cut.joins if join.kind == "dissolve"}
        at = 0
        for piece in self._sheet.cut.pieces:
            if piece.at > at:
                yield at, piece.at, Fraction(0), self._gap(spine, "Gap", at, piece.at)
            if (join := joins.get(piece.at)) is not None and at:
                begin, length = piece.at - join.before, join.before + join.after
                SubElement(spine, "transition", name="Cross Dissolve", offset=self._at(begin), duration=self._at(length))
            local = piece.first / piece.source.rate / piece.speed
            if piece.source.kind == "film":
                clip = self._clip(spine, piece, self._at(piece.at), piece.length / self._sheet.rate, srcEnable="video")
            elif piece.source.kind == "still":
                clip = self._still(spine, piece, self._at(piece.at))
            else:
                clip, local = _noted(self._gap(spine, piece.name, piece.at, piece.end), piece), Fraction(0)
            yield piece.at, piece.end, local, clip
            at = piece.end

    def _connect(self, start: int, end: int, local: Fraction, parent: Element) -> None:
        """Lay what begins above and below a piece of the cut to it, in its own time."""
        number = {"picture": 0, "sound": 0}
        for lane in self._sheet.lanes[1:]:
            number[lane.kind] += 1
            place = str(number[lane.kind] if lane.kind == "picture" else -number[lane.kind])
            for piece in lane.pieces:
                begin = self._frame(piece.at, lane)
                if not start <= begin < end or piece.source.kind not in _CONNECTED:
                    continue
                offset = _time(local + (begin - start) / self._sheet.rate)
                length = max(1, self._frame(piece.end, lane) - begin) / self._sheet.rate
                if piece.source.kind == "still":
                    self._still(parent, piece, offset, lane=place)
                elif lane.kind == "picture":
                    self._clip(parent, piece, offset, length, lane=place, srcEnable="video")
                else:
                    more = {"srcEnable": "audio", "audioRole": _ROLES.get(piece.more.get("role", ""), "effects")}
                    more |= {"enabled": "0"} if piece.is_muted else {}
                    self._clip(parent, piece, offset, length, lane=place, **more)

    # ------------------------------------------------------------------------------------------ elements

    def _clip(self, parent: Element, piece: Piece, offset: str, length: Fraction, **more: str) -> Element:
        rate = piece.source.rate if piece.source.kind == "film" else self._sheet.rate
        said = {"name": piece.name, "ref": self._asset(piece.source), "offset": offset, "tcFormat": "NDF"}
        start = piece.first / piece.source.rate / piece.speed
        said |= {"start": _time(start), "duration": _time(length), "format": self._format_of(rate)}
        made = _noted(SubElement(parent, "asset-clip", {**said, **more}), piece)
        if piece.speed != 1:
            whole = piece.source.frames / piece.source.rate
            points = SubElement(made, "timeMap")
            for at in (Fraction(0), whole):
                SubElement(points, "timept", time=_time(at / piece.speed), value=_time(at), interp="linear")
        return made

    def _still(self, parent: Element, piece: Piece, offset: str, **more: str) -> Element:
        said = {"name": piece.name, "ref": self._asset(piece.source), "offset": offset, "duration": self._at(piece.length)}
        return _noted(SubElement(parent, "video", {**said, **more}), piece)

    def _gap(self, parent: Element, name: str, start: int, end: int) -> Element:
        return SubElement(parent, "gap", name=name, offset=self._at(start), start="0s", duration=self._at(end - start))

    def _marker(self, mark: Mark, at: Fraction) -> Element:
        more = {"start": _time(at), "duration": self._at(mark.length), "value": mark.name}
        if mark.kind == "chapter":
            return Element("chapter-marker", {**more, "posterOffset": "0s"})
        if mark.kind == "note":
            more["completed"] = "1" if mark.more.get("state") == "done" else "0"
        return Element("marker", {**more, "note": mark.text})

    # ------------------------------------------------------------------------------------------ resources

    def _asset(self, source: Source) -> str:
        """Return the name of a file's resource, which says whether it is seen, heard or both."""
        found = self._assets.get(source.path)
        if found is None:
            found = self._assets[source.path] = SubElement(
                self._resources, "asset", id=self._name(), name=source.path.rpartition("/")[2], start="0s"
            )
            found.attrib["src"] = self._url(source.path)
        length = source.frames / source.rate
        if source.kind == "sound":
            found.attrib |= {"hasAudio": "1", "audioSources": "1", "audioChannels": "2", "audioRate": "48000"}
            found.attrib.setdefault("duration", _time(length))
            found.attrib.setdefault("format", self._format)
        else:
            found.attrib |= {"hasVideo": "1", "duration": _time(length if source.kind == "film" else Fraction(0))}
            found.attrib["format"] = self._format_of(source.rate)
        return found.attrib["id"]

    def _format_of(self, rate: Fraction) -> str:
        if rate not in self._formats:
            name = self._formats[rate] = self._name()
            SubElement(self._resources, "format", id=name, frameDuration=_time(1 / rate))
        return self._formats[rate]

    def _name(self) -> str:
        return f"r{len(self._resources) + 1}"

    # ------------------------------------------------------------------------------------------ times

    def _at(self, frames: int) -> str:
        return _time(frames / self._sheet.rate)

    def _frame(self, at: int, lane: Lane) -> int:
        return half_up(at / lane.rate * self._sheet.rate)


def _noted(element: Element, piece: Piece) -> Element:
    """Return the element of a piece with what is done to it, and no timeline holds, as its note: its first child."""
    if piece.undone:
        SubElement(element, "note").text = "\n".join(("Not in this timeline:", *piece.undone))
    return element


def _time(seconds: Fraction) -> str:
    return f"{seconds.numerator}s" if seconds.denominator == 1 else f"{seconds.numerator}/{seconds.denominator}s"


def _lost(sheet: Sheet) -> Iterator[str]:
    """Yield what of a sheet the document does not hold, in words."""
    above: Sequence[Piece] = [one for lane in sheet.lanes[1:] for one in lane.pieces if one.source.kind not in _CONNECTED]
    if any(one.source.kind in ("made", "frames") for one in sheet.cut.pieces):
        yield "FCPXML does not hold the cards of the cut, and what is drawn: they are gaps of their names"
    if above:
        yield f"FCPXML does not hold {len(above)} names and other cards above the cut"
    if others := sorted({join.kind for join in sheet.cut.joins if join.kind != "dissolve"}):
        yield f"FCPXML does not hold transitions that are no dissolves ({', '.join(others)}): they are cuts"
    if any(lane.kind == "sound" and lane.pieces for lane in sheet.lanes):
        yield "FCPXML does not hold levels of sounds; they begin and end at whole frames"
