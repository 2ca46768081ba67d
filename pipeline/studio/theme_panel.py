"""The theme that an episode wears, as the page shows it: its cards, their pictures in every shape, and what is wrong with them.

A picture has an address by what is drawn in it, so after an edit only those come anew that the edit touches. It is described
when its row is looked at and drawn when the page asks for one of its frames.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from pipeline import digest
from pipeline.app.theme_cards import CardText, Of, ThemeCard, theme_cards
from pipeline.app.view import where_json
from pipeline.cards import looks, preview
from pipeline.cards import theme as themes
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Shape, Theme
from pipeline.cards.moments import Moments
from pipeline.cards.written_in import files_of, shared_files
from pipeline.faults import Diagnostic
from pipeline.studio.answers import Json
from pipeline.studio.door import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.app.checking import Cut
    from pipeline.documents.files import Texts
    from pipeline.studio.live import Live
    from pipeline.studio.studio import Studio

SHORT_SIDES = (288, 576)
"""Pixels that the short side of a picture may have."""

_KNOWN = 3000
"""Pictures of which it is remembered how they are drawn: a theme's samples in every shape come to 600."""

_WARM = 36
"""Cards that are kept laid out, for more of their frames: 12 rows."""


class ThemePanel:
    """What is known of the cards of themes. Threads may share it; pictures are drawn one at a time."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._guard, self._drawing = threading.Lock(), threading.Lock()
        self._cards: tuple[tuple[Cut, list[str]], tuple[ThemeCard, ...]] | None = None
        self._known: OrderedDict[str, Moments] = OrderedDict()
        self._warm: OrderedDict[str, Moments] = OrderedDict()

    # ------------------------------------------------------------------------------------------ asking

    def to_json(self, live: Live) -> Json:
        """Return the theme of an episode, with its cards and what each can be shown with. Raises Refused, InputFault."""
        cut = _cut(live)
        theme = cut.theme
        home = f"templates/{theme.name}"
        own = self._place(f"{home}/theme.yaml") is not None
        return {
            "name": theme.name,
            "title": theme.title,
            "digest": theme.digest,
            "folder": home if own else None,
            "extends": theme.lineage[1] if len(theme.lineage) > 1 else None,
            "child": f"together theme new {_free(self._studio.root)} --extends {theme.name}",
            "files": [self._file_json(shown) for shown in shared_files(theme)],
            "cards": [self._card_json(theme, one, own) for one in self._all(live, cut)],
        }

    def row(self, live: Live, card: str, whose: Of, name: str, short_side: int) -> Json:
        """Return a card with one text in every shape: where each picture is, or why there is none. Raises Refused."""
        cut = _cut(live)
        text = self._text(live, cut, card, whose, name)
        shapes = preview.shapes_of(card, tuple(preview.SIZES))
        with self._drawing:
            return {
                "digest": cut.theme.digest,
                "pictures": [self._picture_json(cut.theme, card, text, shape, short_side) for shape in shapes],
            }

    def mistakes(self, live: Live, card: str, whose: Of, name: str) -> Json:
        """Return what `together theme check` tells of a card with one text: what leaves the picture or is hard to read."""
        cut = _cut(live)
        text = self._text(live, cut, card, whose, name)
        memory = self._studio.session.show.here.checked
        good = themes.shipped(cut.theme, cut.episode.template_folders, memory)
        found = looks.of_sample(cut.theme, card, text.sample, memory=memory, good=good)
        return {"digest": cut.theme.digest, "mistakes": [{"shape": shape, **self._mistake_json(one)} for shape, one in found]}

    def picture(self, key: str, frame: int) -> bytes | None:
        """Draw a frame of a picture as a PNG; None where it is not known, is shorter, or cannot be drawn any more."""
        with self._guard:
            known = self._known.get(key)
        if known is None or not 0 <= frame < known.drawing.frames:
            return None
        with self._drawing:
            try:
                return self._laid_out(key, known).png(frame)
            except (CardFault, OSError):
                return None

    # ------------------------------------------------------------------------------------------ finding

    def _all(self, live: Live, cut: Cut) -> tuple[ThemeCard, ...]:
        texts = self._studio.session.texts
        told = [_held(texts, path) for path in cut.theme.samples]
        name = cut, told
        with self._guard:
            known = self._cards
        if known is None or known[0][0] is not cut or known[0][1] != told:
            known = name, theme_cards(cut, texts.read)
            with self._guard:
                self._cards = known
        return known[1]

    def _text(self, live: Live, cut: Cut, card: str, whose: Of, name: str) -> CardText:
        found = next((one for one in self._all(live, cut) if one.spec.name == card), None)
        text = found.of(whose, name) if found is not None else None
        if text is None:
            raise Refused(404, "the theme has no such card by now; ask for the theme again")
        return text

    def _laid_out(self, key: str, known: Moments) -> Moments:
        """Return a card that is kept laid out, where it is; the caller holds `_drawing`."""
        found = self._warm.pop(key, known)
        self._warm[key] = found
        while len(self._warm) > _WARM:
            cold, left = self._warm.popitem(last=False)
            with self._guard:
                if cold in self._known:  # how it is drawn is kept, and what was laid out is let go of
                    self._known[cold] = Moments(left.drawing, left.canvas, left.rate)
        return found

    # ------------------------------------------------------------------------------------------ telling

    def _card_json(self, theme: Theme, one: ThemeCard, is_own: bool) -> Json:
        card = one.spec.name
        files = [self._file_json(shown) for shown in files_of(theme, card)]
        sheet = f"templates/{theme.name}/{card}.css"
        return {
            "name": card,
            "kind": one.spec.kind,
            "seconds": float(one.spec.seconds),
            "shapes": list(preview.shapes_of(card, tuple(preview.SIZES))),
            "files": files,
            "new": sheet if is_own and not any(told["name"] == sheet for told in files) else None,
            "samples": [{"name": text.name, "label": text.label} for text in one.samples],
            "texts": [{"name": text.name, "label": text.label, "where": where_json(text.where)} for text in one.texts],
            "more": one.more,
        }

    def _picture_json(self, theme: Theme, card: str, text: CardText, shape: Shape, short_side: int) -> Json:
        width, height = preview.size_of(shape, short_side)
        told: Json = {"shape": shape, "width": width, "height": height}
        try:
            found = Moments(text.drawing(theme, card, shape, short_side), (width, height), text.rate)
            key = found.key
            with self._guard:
                found = self._known.get(key, found)
            rest = found.rest
            self._laid_out(key, found).lay_out(rest)
        except CardFault as fault:
            return {**told, "mistake": self._mistake_json(preview.refused(theme, card, text.label, fault, shape))}
        except OSError as fault:
            return {**told, "mistake": {"message": f"a file cannot be read: {fault.strerror}", "help": "", "where": None}}
        with self._guard:
            self._known[key] = found
            self._known.move_to_end(key)
            while len(self._known) > _KNOWN:
                self._known.popitem(last=False)
        one = found.drawing
        return {
            **told,
            "key": key,
            "box": list(found.box),
            "frames": one.frames,
            "rate": float(found.rate),
            "rest": rest,
            "moves": one.kind != "still" or one.fade_in + one.fade_out > 0,
            "fades": [one.fade_in, one.fade_out],
        }

    def _mistake_json(self, one: Diagnostic) -> Json:
        where = one.where if self._place(one.where.path) is not None else None
        return {"message": one.message, "help": one.hint, "where": where_json(where)}

    def _file_json(self, shown: str) -> Json:
        return {"name": shown, "is_own": self._place(shown) is not None}

    def _place(self, shown: str) -> Path | None:
        """Return the file of the show that a fault or a theme means by a path; None where it ships with the product."""
        try:
            found = self._studio.files.place(shown)
        except Refused:
            return None
        home = self._studio.root / "/".join(shown.split("/")[:2])
        is_theirs = not shown.startswith("templates/") or shown.startswith("templates/common/") or (home / "theme.yaml").is_file()
        return found if is_theirs and found.is_file() else None


def _cut(live: Live) -> Cut:
    seen = live.seen
    if seen is None:
        live.state()  # which waits for the first look
        seen = live.seen
    if seen is None or seen.cut is None:
        raise Refused(422, "nothing of the episode can be shown, so there is no theme: mend its mistakes first")
    return seen.cut


def _held(texts: Texts, path: Path) -> str:
    """Return the digest of a file of samples, empty where it cannot be read."""
    try:
        return digest.of_bytes(texts.read(path))
    except OSError:
        return ""


def _free(root: Path) -> str:
    """Return a name for a theme that extends one: `mine`, or the first of `mine-2`, `mine-3` ... that is free."""
    taken = themes.names((root / "templates",))
    return next(one for one in ("mine", *(f"mine-{number}" for number in range(2, len(taken) + 3))) if one not in taken)
