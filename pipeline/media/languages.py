"""Languages of tracks: files name them by three letters or two, people by tags of BCP 47 (RFC 5646)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TABLE = """
aa aar, ab abk, af afr, ak aka, am amh, an arg, ar ara, as asm, av ava, ay aym, az aze, ba bak, be bel, bg bul, bi bis, bm bam,
bn ben, bo bod tib, br bre, bs bos, ca cat, ce che, ch cha, co cos, cr cre, cs ces cze, cu chu, cv chv, cy cym wel, da dan,
de deu ger, dv div, dz dzo, ee ewe, el ell gre, en eng, eo epo, es spa, et est, eu eus baq, fa fas per, ff ful, fi fin, fj fij,
fo fao, fr fra fre, fy fry, ga gle, gd gla, gl glg, gn grn, gu guj, gv glv, ha hau, he heb, hi hin, ho hmo, hr hrv, ht hat,
hu hun, hy hye arm, hz her, ia ina, id ind, ie ile, ig ibo, ii iii, ik ipk, io ido, is isl ice, it ita, iu iku, ja jpn, jv jav,
ka kat geo, kg kon, ki kik, kj kua, kk kaz, kl kal, km khm, kn kan, ko kor, kr kau, ks kas, ku kur, kv kom, kw cor, ky kir,
la lat, lb ltz, lg lug, li lim, ln lin, lo lao, lt lit, lu lub, lv lav, mg mlg, mh mah, mi mri mao, mk mkd mac, ml mal, mn mon,
mr mar, ms msa may, mt mlt, my mya bur, na nau, nb nob, nd nde, ne nep, ng ndo, nl nld dut, nn nno, no nor, nr nbl, nv nav,
ny nya, oc oci, oj oji, om orm, or ori, os oss, pa pan, pi pli, pl pol, ps pus, pt por, qu que, rm roh, rn run, ro ron rum,
ru rus, rw kin, sa san, sc srd, sd snd, se sme, sg sag, si sin, sk slk slo, sl slv, sm smo, sn sna, so som, sq sqi alb, sr srp,
ss ssw, st sot, su sun, sv swe, sw swa, ta tam, te tel, tg tgk, th tha, ti tir, tk tuk, tl tgl, tn tsn, to ton, tr tur, ts tso,
tt tat, tw twi, ty tah, ug uig, uk ukr, ur urd, uz uzb, ve ven, vi vie, vo vol, wa wln, wo wol, xh xho, yi yid, yo yor, za zha,
zh zho chi, zu zul
"""
"""ISO 639-1, then 639-2: the terminological code, and the bibliographic one where it differs."""

_CODES = {codes[0]: codes for codes in (entry.split() for entry in _TABLE.split(","))}
_SHORT = {long: codes[0] for codes in _CODES.values() for long in codes}
_LONG = {short: codes[1] for short, codes in _CODES.items()}
_RIGHT_TO_LEFT = ("ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")
_NONE = ("", "und", "mis", "mul", "zxx")
_LONGEST = 64
"""Characters of a tag: it is a part of names of files. RFC 5646 (section 4.4.1) asks for room for 35."""
_PRIMARY = re.compile(r"[a-z]{2,3}")
_SCRIPT, _REGION = re.compile(r"[a-z]{4}"), re.compile(r"[a-z]{2}|[0-9]{3}")
_VARIANT, _EXTENDED = re.compile(r"[a-z0-9]{5,8}|[0-9][a-z0-9]{3}"), re.compile(r"[a-z]{3}")


def short(code: str) -> str:
    """Return a language code without its region, by two letters where it has any: `spa`, `es-MX` and `ES` are `es`.

    Empty for what names no language: `und`.
    """
    plain = code.strip().replace("_", "-").split("-")[0].lower()
    return "" if plain in (*_NONE, "x") else _SHORT.get(plain, plain)


def is_known(code: str) -> bool:
    """Say whether a code of two letters is a language's (ISO 639-1)."""
    return code in _SHORT.values()


def long(code: str) -> str:
    """Return a language code without its region by three letters (ISO 639-2/T), as tracks have it: `spa`; `und` where none is."""
    plain = short(code)
    return _LONG.get(plain) or (plain if len(plain) == 3 else "und")


def bibliographic(code: str) -> str:
    """Return a language code by the three letters that Matroska names tracks by (RFC 9559, 12; ISO 639-2/B): `ger` for `deu`."""
    codes = _CODES.get(short(code))
    return codes[-1] if codes else long(code)


def is_tag(text: str) -> bool:
    """Say whether a text is a language tag, written as BCP 47 recommends: `pt-BR`, `sr-Latn-RS`, `de-1996`, `en-x-simple`."""
    return not mistake(text) and canonical(text) == text


def canonical(tag: str) -> str:
    """Return a tag as BCP 47 recommends to write it (RFC 5646, section 2.1.1): scripts `Latn`, regions `RS`, all else small.

    A language that has a code of two letters is written by them (section 4.5): `en` for `eng`.
    """
    parts = tag.lower().split("-")
    parts[0] = _SHORT.get(parts[0], parts[0])
    ends = next((at for at, part in enumerate(parts) if len(part) == 1), len(parts))
    for at in range(1, ends):
        parts[at] = parts[at].title() if len(parts[at]) == 4 else parts[at].upper() if len(parts[at]) == 2 else parts[at]
    return "-".join(parts)


def mistake(tag: str) -> str:
    """Return what keeps a text from being a language tag, whatever its case; nothing where it is one (RFC 5646, section 2.1)."""
    parts = tag.lower().split("-")
    if len(tag) > _LONGEST:
        return f"it has {len(tag)} characters, and {_LONGEST} at most can be in a file's name"
    for part in parts:
        if not part or not part.isascii() or not part.isalnum():
            return "a tag is letters and digits of ASCII, in parts joined by hyphens"
        if len(part) > 8:
            return f"its part {part!r} has more than 8 characters"
    if parts[0] == "x":
        return "" if parts[1:] else "nothing stands after x"
    if not _PRIMARY.fullmatch(parts[0]):
        return f"it begins with {parts[0]!r}, and codes of languages are two or three letters"
    if len(parts[0]) == 2 and not is_known(parts[0]):
        return f"no language has the code {parts[0]!r}"
    return next(_strange(parts[1:]), "")


def _strange(parts: list[str]) -> Iterator[str]:
    """Yield what is wrong with the parts of a tag after its language: extended, script, region, variants, then extensions."""
    at = 0
    while at < min(3, len(parts)) and _EXTENDED.fullmatch(parts[at]):
        at += 1
    for kind in (_SCRIPT, _REGION):
        at += at < len(parts) and kind.fullmatch(parts[at]) is not None
    seen: set[str] = set()
    while at < len(parts) and _VARIANT.fullmatch(parts[at]):
        if parts[at] in seen:
            yield f"its part {parts[at]!r} stands there twice"
        seen.add(parts[at])
        at += 1
    while at < len(parts) and parts[at] != "x":
        sign, at = parts[at], at + 1
        if len(sign) > 1:
            yield f"its part {sign!r} is no script, region or variant, or not in this order (zh-Hant-TW); one's own follow -x-"
            return
        if sign in seen:
            yield f"its part {sign!r} stands there twice"
        seen.add(sign)
        begin = at
        while at < len(parts) and len(parts[at]) > 1:
            at += 1
        if at == begin:
            yield f"nothing stands after {sign}"
    if parts[at:] == ["x"]:
        yield "nothing stands after x"


def is_right_to_left(code: str) -> bool:
    """Say whether a language is written from right to left, as far as its code alone tells: `fa`, `ar-EG`."""
    return code.split("-")[0] in _RIGHT_TO_LEFT
