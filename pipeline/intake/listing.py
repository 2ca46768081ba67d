"""The list of people that comes with what they send: a CSV of any order of columns, in any script. Pure.

Columns are found by their header, in several spellings; a row is a person, or a file of a person: rows of one person may repeat.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence

from pipeline.faults import Diagnostic, Severity, Where, guess
from pipeline.values import dataclass

_SPELLINGS: Mapping[str, str] = {
    "files": "file files filename filenames upload uploads attachment attachments clip clips media path"
    " archivo archivos fichero ficheros arquivo arquivos fichier fichiers datei dateien"
    " файл файлы файли plik pliki ملف ファイル 文件 檔案 파일 फ़ाइल",
    "name": "name names fullname displayname creditname creditas creditedas person contributor artist author sender who"
    " nombre nombrecompleto nome nom vollername nameimabspann imię имя ім'я"
    " піб прізвище imię imięnazwisko الاسم اسم 名前 氏名 姓名 名字 이름 नाम שם",
    "handle": "handle handles user username account nick nickname alias screenname social usuario usuário pseudo"
    " benutzername konto ник аккаунт нік нікнейм акаунт ハンドル ユーザー名 用户名 帳號 아이디",
    "place": "place places location city town country from where region hometown lugar ciudad local cidade lieu ville ort stadt"
    " место город місце місто звідки miejsce miasto luogo città مكان المدينة 場所 都市 地点 城市 地點 장소 जगह",
    "role": "role roles part instrument does did job as rol papel função rôle rolle роль ruolo rola 役割 角色 역할",
    "license": "license licence licenses licences rights terms licencia licença lizenz лицензия ліцензія"
    " licencja licenza ライセンス 许可 授權 라이선스",
    "release": "release releases consent signed permission form waiver consentimiento autorización autorização autorisation"
    " einwilligung freigabe согласие згода дозвіл zgoda consenso 同意 許諾 동의",
    "title": "title titles work piece song titel título titre название назва tytuł titolo タイトル 标题 標題 제목",
    "sort": "sort sortas sortname sortierung",
    "pronunciation": "pronunciation pronounced say aussprache pronunciación",
    "url": "url website web link page homepage site",
    "mail": "mail email emailaddress mailaddress correo correoelectrónico courriel posta почта пошта メール 邮箱 信箱 이메일",
}  # fmt: skip
"""Field -> how its column may be called, folded as by `_folded`."""

LARGEST = 4 * 1024 * 1024
"""Bytes of a list: a hundred thousand people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what it says of a person, and which files it names, as written. All texts but `where` may be empty."""

    where: Where
    files: str = ""
    name: str = ""
    handle: str = ""
    place: str = ""
    role: str = ""
    license: str = ""
    release: str = ""
    title: str = ""
    sort: str = ""
    pronunciation: str = ""
    url: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person of the list: what all their rows say together, each first word kept; `entries` are the rows."""

    name: str
    handle: str
    place: str
    sort: str
    pronunciation: str
    url: str
    entries: tuple[Entry, ...]

    @property
    def called(self) -> str:
        """Return what to call them: the name, or else the handle, or else where they stand in the list."""
        return self.name or self.handle or str(self.entries[0].where)


def read(content: bytes, path: str, diagnostics: list[Diagnostic]) -> tuple[Entry, ...]:
    """Read a list, telling every mistake. Rows without any of the known columns' values are left out."""
    text = _text(content, path, diagnostics)
    if text is None:
        return ()
    table = _table(text)
    if not table:
        diagnostics.append(Diagnostic(Where(path), "the list is empty", "its first line names the columns: file, name, place"))
        return ()
    if (line := _unclosed(text, table[-1][0])) is not None:
        hint = "close it; a quote that belongs to a text is written twice"
        diagnostics.append(Diagnostic(Where(path, line, 1), "a quote begins in this row and does not end", hint))
        return ()
    (_, header), *rows = table
    fields = [_field(title) for title in header]
    if "name" not in fields and "handle" not in fields:
        hint = "name a column `name`; others may be file, handle, place, role, licence, release, title"
        diagnostics.append(Diagnostic(Where(path, 1, 1), f"no column of the list holds names: {', '.join(header)}", hint))
        return ()
    for number, (field, title) in enumerate(zip(fields, header, strict=True)):
        if field is None and title:
            known = [name for names in _SPELLINGS.values() for name in names.split()[:1]]
            message = f"the column {title!r} is not read"
            diagnostics.append(Diagnostic(Where(path, 1, 1), message, guess(title, known), Severity.WARNING))
        elif field is not None and field in fields[:number]:
            message = f"a second column means the same: {title!r}; the first that is filled counts"
            diagnostics.append(Diagnostic(Where(path, 1, 1), message, "keep one of the two", Severity.WARNING))
    entries = []
    for line, row in rows:
        if any(cell for cell in row[len(fields) :]):
            message = f"the row has {len(row)} cells, and there are {len(fields)} columns"
            hint = "put a cell that holds a comma in quotes"
            diagnostics.append(Diagnostic(Where(path, line, 1), message, hint, Severity.WARNING))
        values: dict[str, str] = {}
        for field, cell in zip(fields, row, strict=False):
            if field is not None and cell:
                values.setdefault(field, cell)
        if values:
            entries.append(Entry(Where(path, line, 1), **values))
    return tuple(entries)


def contributors(entries: Sequence[Entry]) -> tuple[Contributor, ...]:
    """Return the people of a list, each once: rows are of one where handles are the same, or names are and no handles differ."""
    groups: list[list[Entry]] = []
    for entry in entries:
        group = next((group for group in groups if _is_of(entry, group)), None)
        if group is None or not (entry.name or entry.handle):
            groups.append([entry])
        else:
            group.append(entry)
    return tuple(_contributor(group) for group in groups)


def is_same_name(one: str, other: str) -> bool:
    """Say whether two texts are the same but for case, blanks, and how letters are composed."""
    return _plain(one) == _plain(other)


def is_same_handle(one: str, other: str) -> bool:
    """Say whether two handles are the same; a leading @ does not count."""
    return _plain(one).lstrip("@") == _plain(other).lstrip("@")


def named_files(cell: str, names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of `names` (paths) a cell of the list names, and what in it names none, or several.

    A cell may hold several, one a line or parted by `;`, `|` or `,`; a name may lack its folders and its ending.
    """
    whole = _matching(cell, names)
    if len(whole) == 1:
        return whole, ()
    found: dict[str, None] = {}
    lost: list[str] = []
    parts = cell
    for sign in "\r|;":
        parts = parts.replace(sign, "\n")
    for part in filter(None, map(str.strip, parts.split("\n"))):
        one = _matching(part, names)
        pieces = [part] if len(one) == 1 else [piece.strip() for piece in part.split(",") if piece.strip()]
        for piece in pieces:
            if len(one := _matching(piece, names)) == 1:
                found[one[0]] = None
            else:
                lost.append(piece)
    return tuple(found), tuple(lost)


def _matching(text: str, names: Sequence[str]) -> tuple[str, ...]:
    wanted = _plain(text.replace("\\", "/")).removeprefix("./")
    if not wanted:
        return ()
    whole = [(name, _plain(name)) for name in names]
    last = [(name, plain.rpartition("/")[2]) for name, plain in whole]
    stems = [(name, plain.rpartition(".")[0]) for name, plain in last]
    for shaped in (whole, last, stems):
        if found := tuple(name for name, plain in shaped if plain == wanted):
            return found
    return ()


def _contributor(group: Sequence[Entry]) -> Contributor:
    return Contributor(
        name=_first(group, "name"),
        handle=_first(group, "handle"),
        place=_first(group, "place"),
        sort=_first(group, "sort"),
        pronunciation=_first(group, "pronunciation"),
        url=_first(group, "url"),
        entries=tuple(group),
    )


def _text(content: bytes, path: str, diagnostics: list[Diagnostic]) -> str | None:
    if len(content) > LARGEST:
        diagnostics.append(Diagnostic(Where(path), f"the list has more than {LARGEST // 1024 // 1024} MiB", "divide it"))
        return None
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        hint = "save it as UTF-8: in a spreadsheet, `CSV UTF-8`"
        diagnostics.append(Diagnostic(Where(path, line, 1), "the list is not UTF-8, so names would be lost", hint))
        return None
    return text.replace("\0", "")


def _table(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows with their lines, read with the separator that makes most of the first row known columns."""
    tables = [_parsed(text, sign) for sign in ",;\t|"]
    # Of equal ones that which parts the most: a whole row may hold a word that names a column.
    return max(tables, key=lambda table: (sum(map(bool, map(_field, table[0][1]))), len(table[0][1])) if table else (-1, 0))


def _unclosed(text: str, last: int) -> int | None:
    """Return the line of the last row where a quote in it never ends, so that it has swallowed all rows below it."""
    rest = "".join(text.splitlines(keepends=True)[last - 1 :])
    for sign in ",;\t|":
        try:
            list(csv.reader(io.StringIO(rest, newline=""), delimiter=sign, strict=True))
            return None
        except csv.Error as fault:
            if "unexpected end" not in str(fault):
                return None
    return last


def _parsed(text: str, sign: str) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    line = 1
    try:
        for row in reader:
            cells = [_cell(cell) for cell in row]
            if any(cells) and not (not found and len(cells) == 1 and cells[0].lower().startswith("sep=")):
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:  # a cell beyond all measure: a quote that is never closed
        pass
    return found


def _cell(text: str) -> str:
    # Breaks within a cell part files; what cannot be seen and joins nothing is dropped.
    kept = "".join(" " if sign == "\t" else sign for sign in text if sign.isprintable() or sign in "\n\r\t\u200c\u200d\xa0")
    lines = (" ".join(line.split()) for line in kept.replace("\r\n", "\n").split("\n"))
    return unicodedata.normalize("NFC", "\n".join(filter(None, lines)))


def _field(title: str) -> str | None:
    folded = _folded(title)
    exact = next((field for field, names in _SPELLINGS.items() if folded in (_folded(name) for name in names.split())), None)
    if exact is not None:
        return exact
    # `your name`, `file name(s)`, `name in the credits`: by the words of it, the more telling columns first.
    words = {_folded(word) for word in title.replace("(", " ").replace("/", " ").replace("_", " ").replace("-", " ").split()}
    order = ("files", "mail", "handle", "license", "release", "pronunciation", "sort", "title", "role", "place", "url", "name")
    return next((field for field in order if words & {_folded(name) for name in _SPELLINGS[field].split()}), None)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum() or unicodedata.category(sign) == "Mc")


def _is_of(entry: Entry, group: Sequence[Entry]) -> bool:
    handle = _first(group, "handle")
    if entry.handle and handle:
        return is_same_handle(entry.handle, handle)
    return bool(entry.name) and any(is_same_name(entry.name, other.name) for other in group)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _first(group: Sequence[Entry], name: str) -> str:
    return next((str(getattr(entry, name)).replace("\n", " ") for entry in group if getattr(entry, name)), "")
