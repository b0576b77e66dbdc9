"""A file of the past, brought in the page: kept, looked at, taken in by the same acts as the command line, undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal, cast

from django.conf import settings
from django.db import transaction

from tummler.common import ids
from tummler.listening.files.accounts import MOST_BYTES, kind_of_account, write_lines
from tummler.listening.files.opening import FileFacts, NotReadable, TextFile, look_at, open_text
from tummler.listening.files.rows import Format, Row, format_of, read_rows
from tummler.listening.files.shape import SAMPLE, Shape, Told, columns_in, folded, shape_of
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Channel, Helper, Upload

#: What a file may weigh, packed or not, before it is unpacked.
LARGEST = 1024**3
Wish = Literal["survey", "take", "undo"]
#: A file that nobody took in goes after so long.
FORGOTTEN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Known:
    """A file with how it is read; ``shape`` is None, and ``trouble`` says why, until every needed column is known."""

    facts: FileFacts
    form: Format
    shape: Shape | None
    columns: Mapping[str, str]
    trouble: str = ""


def folder() -> Path:
    """Where brought files lie until they are in."""
    place = settings.DATA.path / "imports"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def path_of(upload: Upload) -> Path:
    """The file of an upload; it may have gone."""
    return folder() / upload.public_id


def bring_file(
    *, actor: Helper, name: str, chunks: Iterable[bytes], own: Iterable[str] = (), said_on: str = ""
) -> Upload:
    """Keep a file and find out how it is written. Raises :class:`NotReadable`, and then nothing is kept."""
    require(actor, "import_posts", actor.brand)
    public_id = ids.public_id()
    path = folder() / public_id
    try:
        size = _keep(path, chunks)
        kind, whose = _unpack_account(path)
        facts = look_at(path, most=MOST_BYTES)
        kind = kind or _form(facts, name)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    told = {"source": _free_source(actor.brand, name), "said_on": said_on[:60] or _place(kind), "columns": {}}
    told |= {"own": sorted(folded([*own, whose])), "time_shape": ""}
    with transaction.atomic():
        upload = Upload.objects.create(
            brand=actor.brand, public_id=public_id, helper=actor, name=name[:255], size=size, digest=facts.digest,
            kind=kind, told=told,
        )  # fmt: skip
        happen("file_brought", actor.brand_id, actor, facts={"size": size})
    return upload


def _keep(path: Path, chunks: Iterable[bytes]) -> int:
    size = 0
    with path.open("xb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise NotReadable("too_large")
            out.write(chunk)
    return size


def _unpack_account(path: Path) -> tuple[str, str]:
    """An account's archive becomes lines of JSON in its own place; its network, and whose it is."""
    kind = kind_of_account(path)
    if not kind:
        return "", ""
    lines = path.with_name(f"{path.name}.lines")
    try:
        whose = write_lines(path, kind, lines)
        lines.replace(path)
    finally:
        lines.unlink(missing_ok=True)
    return kind, whose


def _form(facts: FileFacts, name: str) -> Format:
    with open_text(facts) as opened:
        return format_of(opened.text.read(4096), name)


def _place(kind: str) -> str:
    return kind if kind in ("mastodon", "bluesky") else ""


def _free_source(brand: Brand, name: str) -> str:
    """An archive of its own, so that taking the file back takes this file's posts and no others."""
    stem = (Path(name).name.split(".")[0] or "archive")[:50].strip() or "archive"
    handles = Channel.objects.filter(brand=brand, network="archive").values_list("handle", flat=True)
    taken = {*handles, *(str(one.get("source")) for one in _told(brand))}
    return next(one for one in (stem, *(f"{stem} {n}" for n in range(2, 100_000))) if one not in taken)


def _told(brand: Brand) -> list[dict[str, Any]]:
    return list(Upload.objects.filter(brand=brand, undone_at=None).values_list("told", flat=True))


def told_of(upload: Upload) -> Told:
    """What was said of the file, as reading it takes it."""
    told = upload.told
    return Told(told["source"], dict(told.get("columns", {})), folded(told.get("own", ())), told.get("time_shape", ""))


def form_of(upload: Upload) -> Format:
    """How its rows are written; an account's archive became lines of JSON."""
    return "csv" if upload.kind == "csv" else "jsonl"


def know(upload: Upload) -> Known:
    """Read its first rows, as it was told. Raises :class:`NotReadable` where the file as a whole can't be read."""
    try:
        facts = _facts(upload, path_of(upload))
        with open_text(facts) as opened:
            rows = list(islice(read_rows(opened.text, form_of(upload)), SAMPLE))
    except FileNotFoundError:
        raise NotReadable("gone") from None
    columns = columns_in(rows)
    try:
        return Known(facts, form_of(upload), shape_of(rows, told_of(upload)), columns)
    except NotReadable as error:
        if not columns:
            raise
        return Known(facts, form_of(upload), None, columns, error.code)


def _facts(upload: Upload, path: Path) -> FileFacts:
    """Looked at once, when it came; after that it is known."""
    kept = upload.found.get("facts")
    if kept:
        return FileFacts(path, kept["size"], upload.digest, kept["packed"], kept["encoding"], kept["doubt"])
    facts = look_at(path, most=MOST_BYTES)
    kept = {"size": facts.size, "packed": facts.packed, "encoding": facts.encoding, "doubt": facts.doubt}
    upload.found = {**upload.found, "facts": kept}
    Upload.objects.filter(pk=upload.pk).update(found=upload.found)
    return facts


@contextmanager
def rows_of(known: Known) -> Iterator[tuple[Iterator[Row], TextFile]]:
    """Every row, and how far the file was read."""
    with open_text(known.facts) as opened:
        yield read_rows(opened.text, known.form), opened


def tell_of_file(
    *, actor: Helper, upload: Upload, columns: Mapping[str, str], own: Iterable[str], said_on: str, time_shape: str
) -> None:
    """Which column is what, which handles are the brand's own. What was counted before no longer counts."""
    require(actor, "import_posts", upload)
    if upload.importing_id or upload.wanted:
        return
    told = upload.told | {
        "columns": dict(columns), "own": sorted(folded(own)), "said_on": said_on[:60], "time_shape": time_shape[:60],
    }  # fmt: skip
    found = {"facts": upload.found["facts"]} if "facts" in upload.found else {}
    with transaction.atomic():
        if Upload.objects.filter(pk=upload.pk, wanted="", importing=None).update(told=told, found=found, trouble=""):
            upload.told, upload.found = told, found
            happen("import_told", upload.brand_id, actor)


def want(*, actor: Helper, upload: Upload, wish: Wish) -> bool:
    """Have a file looked through, taken in, or taken back; the work goes on by itself. Whether it was free for it."""
    require(actor, "undo_import" if wish == "undo" else "import_posts", upload)
    with transaction.atomic():
        free = Upload.objects.filter(pk=upload.pk, wanted="", undone_at=None)
        free = free.exclude(importing=None) if wish == "undo" else free
        done = free.update(wanted=wish, trouble="", progress={}, helper=actor)
        if done:
            happen("import_wanted", upload.brand_id, actor, facts={"wish": wish})
    return bool(done)


def stop(*, actor: Helper, upload: Upload) -> None:
    """Let go of what is being done; what is in stays in, and can be gone on with or taken back."""
    require(actor, "import_posts", upload)
    with transaction.atomic():
        if Upload.objects.filter(pk=upload.pk).exclude(wanted__in=("", "undo")).update(wanted=""):
            happen("import_stopped", upload.brand_id, actor)


def put_away(*, actor: Helper, upload: Upload) -> bool:
    """Forget a file of which nothing was taken in, or all was taken back."""
    require(actor, "undo_import", upload)
    path = path_of(upload)
    with transaction.atomic():
        rows = Upload.objects.filter(pk=upload.pk, wanted="")
        gone, _ = (rows if upload.undone_at else rows.filter(importing=None)).delete()
        if gone:
            happen("file_put_away", upload.brand_id, actor)
            transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return bool(gone)


def same_file(upload: Upload) -> Upload | None:
    """The upload that took in this very file before, if its posts are still here."""
    known = Upload.objects.filter(brand=upload.brand_id, digest=upload.digest, undone_at=None).exclude(pk=upload.pk)
    return known.exclude(importing=None).order_by("pk").first()


def faults_of(upload: Upload) -> tuple[list[list[Any]], int]:
    """[[row, code]…] of what can't be taken in, as far as they are kept, and how many there are."""
    kept = upload.importing.errors if upload.importing else upload.found.get("errors", [])
    counts = Counter(cast(dict[str, int], upload.progress.get("faults") or upload.found.get("faults") or {}))
    return kept, max(counts.total(), len(kept))
