"""The words of one language, as cards, credits and descriptions ask for them. Imports Babel only where CLDR is needed."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from pipeline.values import dataclass
from pipeline.words.tables import en

if TYPE_CHECKING:
    from babel import Locale

Forms: TypeAlias = "str | Mapping[str, str]"
"""A word, or its forms by the plural category of `count`: {one: ..., other: ...} (CLDR's zero, one, two, few, many, other)."""

Table: TypeAlias = Mapping[str, Forms]
"""Words by name. `{name}` in a word stands for a text that is filled in."""

NEEDED: Mapping[str, frozenset[str]]
"""The words that the pipeline itself shows, each with the names of what is filled in."""

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR (unicode.org/reports/tr35/tr35-numbers.html#Language_Plural_Rules)."""

_NO_ROLES = ("role_of_work",)
"""Words that begin like roles and are none."""

_HOLE = re.compile(r"\{(\w+)\}")
_LAST = "en"
"""The language that is shown where a word is not known in the one that is wanted."""


def holes(forms: Forms) -> frozenset[str]:
    """Return the names of what is filled into a word, in any of its forms."""
    texts = [forms] if isinstance(forms, str) else forms.values()
    return frozenset(name for text in texts for name in _HOLE.findall(text))


NEEDED = MappingProxyType({name: holes(forms) for name, forms in en.WORDS.items()})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language. `lacking` are the names of those that are not known in it, and shown in English."""

    language: str
    table: Table
    lacking: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Say whether there is a word of that name, in English at least."""
        return name in self.table

    def say(self, name: str, /, **filled: str | int) -> str:
        """Return a word with what is filled in; `count` chooses between its forms. Raises KeyError for one that there is not."""
        forms = self.table[name]
        if not isinstance(forms, str):
            forms = forms.get(self._category(filled["count"]), forms["other"])
        texts = {key: self.number(value) if isinstance(value, int) else value for key, value in filled.items()}
        return _HOLE.sub(lambda hole: texts.get(hole[1], hole[0]), forms)

    def kind(self, name: str, otherwise: str) -> str:
        """Return what a kind of segment is called; `otherwise` for one that no table knows."""
        known = f"kind_{name.replace('-', '_')}"
        return self.say(known) if known in self.table else otherwise

    def role(self, name: str) -> str:
        """Return what a role that recipes give of themselves (`reader`) is called; any other text as it is."""
        known = f"role_{name}"
        return self.say(known, count=1) if known in self.table else name

    def role_of(self, role: str, count: int) -> str:
        """Return a role as it heads the names of `count` people: in the plural where the table has its forms."""
        same = (name for name in self.table if name.startswith("role_") and name not in _NO_ROLES)
        found = next((name for name in same if self.say(name, count=1).casefold() == role.casefold()), None)
        return role if found is None else self.say(found, count=count)

    def enumerated(self, texts: Sequence[str]) -> str:
        """Return texts one after another, without an `and`: roles of one person."""
        return self.say("comma").join(texts)

    def listed(self, texts: Sequence[str]) -> str:
        """Return texts as a list in a sentence: `a, b, and c`."""
        if len(texts) < 2:
            return "".join(texts)
        from babel.lists import format_list

        return format_list(texts, style="standard", locale=_locale(self.language))

    def number(self, value: int) -> str:
        """Return a whole number in the digits 0 to 9, in groups as the language makes them."""
        if abs(value) < 1000:
            return str(value)
        from babel.numbers import format_decimal

        return format_decimal(value, locale=_locale(self.language))

    @property
    def point(self) -> str:
        """Return what stands before the decimals of a number."""
        from babel.numbers import get_decimal_symbol

        return get_decimal_symbol(_locale(self.language))

    def date(self, iso: str) -> str:
        """Return a day, which is given as year-month-day: `21 March 2027`. Raises ValueError for anything else."""
        day = date.fromisoformat(iso)
        from babel.dates import format_date

        return format_date(day, format="long", locale=_locale(self.language))

    def _category(self, count: str | int) -> str:
        return str(_locale(self.language).plural_form(int(count)))


def spoken(language: str, added: Mapping[str, Table] | None = None) -> Words:
    """Return the words of a language (BCP 47); those of the tables `added`, by language, come before the ones built in.

    A word that is not known in the language is looked for in its parents (`pt` of `pt-PT`) and in the same language of another
    region, and last in English.
    """
    added = added or {}
    chain = _chain(language, (*languages(), *added))
    table: dict[str, Forms] = {}
    for tag in reversed(chain):
        table |= {**_built_in(tag), **_own(tag, added)}
    own = {name for tag in chain for name in (*_built_in(tag), *_own(tag, added))}
    english = {**en.WORDS, **_own(_LAST, added)}
    lacking = tuple(name for name in english if name not in own)
    return Words(language, MappingProxyType({**english, **table}), lacking)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the languages that words are built in for, sorted: BCP 47 tags."""
    from pipeline.words import tables

    return tuple(sorted(_tag(module.name) for module in iter_modules(tables.__path__)))


def mistake(name: str, forms: Forms) -> tuple[str, str] | None:
    """Return what is wrong with a word of an added table, as message and hint; None where nothing is."""
    if not isinstance(forms, str):
        if strange := [key for key in forms if key not in CATEGORIES]:
            return f"{strange[0]!r} is no plural category", f"there are: {', '.join(CATEGORIES)}"
        if "other" not in forms:
            return f"the word {name} has no form for all other counts", "write other: and its text"
    for text in [forms] if isinstance(forms, str) else forms.values():
        if "{" in (rest := _HOLE.sub("", text)) or "}" in rest:
            hint = "write {name} with small letters for what is filled in; braces cannot be shown"
            return f"a brace of the word {name} belongs to nothing that is filled in: {text!r}", hint
    if name in NEEDED and (strange := sorted(holes(forms) - NEEDED[name])):
        known = ", ".join(f"{{{hole}}}" for hole in sorted(NEEDED[name])) or "nothing"
        return f"nothing is filled in for {{{strange[0]}}} in the word {name}", f"filled in is: {known}"
    return None


def _own(tag: str, added: Mapping[str, Table]) -> Table:
    return next((table for language, table in added.items() if language.casefold() == tag.casefold()), {})


def _chain(language: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the languages whose words serve for one: itself, then its parents, then other regions of it."""
    parts = language.split("-")
    line = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    others = [tag for tag in known if tag.split("-")[0].casefold() == parts[0].casefold()]
    found = {tag.casefold(): tag for tag in (*line, *sorted(others))}
    return tuple(found.values())


def _tag(module: str) -> str:
    language, _, region = module.partition("_")
    return f"{language}-{region.upper()}" if region else language


@lru_cache(maxsize=64)
def _built_in(tag: str) -> Table:
    known = {name.casefold(): name for name in languages()}.get(tag.casefold())
    if known is None:
        return {}
    table: Table = importlib.import_module(f"pipeline.words.tables.{known.replace('-', '_').lower()}").WORDS
    return table


@lru_cache(maxsize=64)
@lru_cache(maxsize=64)
def own_name(language: str) -> str:
    """Return what a language calls itself, `Español` or `Português (Brasil)`; the tag of one that CLDR does not know.

    What a tag says beyond language, script and region follows as it is: `English (x-simple)`.
    """
    parts = language.split("-")
    for count in range(min(3, len(parts)), 0, -1):
        # Three parts at most are all that CLDR names; and it passes over variants, of which two may be in one movie.
        locale = _parsed("-".join(parts[:count])) if not any(map(_is_variant, parts[:count])) else None
        # Babel takes `und`, no language, for English.
        if locale is not None and parts[0] != "und" and (name := locale.get_display_name()):
            rest = "-".join(parts[count:])
            return name[:1].upper() + name[1:] + (f" ({rest})" if rest else "")
    return language


def _is_variant(part: str) -> bool:
    return len(part) > 4 or (len(part) == 4 and part[0].isdigit())


def _locale(language: str) -> Locale:
    parts = language.split("-")
    chain = ("-".join(parts[:count]) for count in range(min(3, len(parts)), 0, -1))
    found = next(filter(None, map(_parsed, (*chain, _LAST))), None)
    assert found is not None, "Babel knows English"
    return found


def _parsed(tag: str) -> Locale | None:
    """Return what CLDR knows of a language of its own; None where it knows nothing."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
