"""How ``tummler import`` is called."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option

from tummler.cli.failing import WrongUse
from tummler.cli.preparing import prepare

#: Of an archive.
LONGEST_NAME = 60

File = Annotated[
    Path, Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="May be packed: .xz, .gz, .bz2.")
]
Brand = Annotated[str, Option(metavar="SLUG", help="Whose customers wrote it; not needed if there is one brand.")]
Form = Annotated[Literal["auto", "csv", "jsonl"], Option("--format", help="How the file is written.")]
Columns = Annotated[
    list[str] | None,
    Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Which column is what, where its name doesn't say so. A dot leads into an object: "
        "author=user.screen_name. May be repeated.",
    ),
]
Own = Annotated[
    list[str] | None,
    Option("--as", metavar="HANDLE", help="The brand's own handle in the file: its posts are ours. May be repeated."),
]
SaidOn = Annotated[str, Option("--network", metavar="NAME", help="Where it was said, in any words: twitter.")]
Source = Annotated[
    str, Option(metavar="NAME", help="The archive it goes to, else the file's name. Within one, ids name posts.")
]
TimeFormat = Annotated[
    str, Option(metavar="FORMAT", help="How times are written, if not like 2025-03-31T17:05:00Z: '%d/%m/%Y %H:%M'.")
]
DryRun = Annotated[bool, Option("--dry-run", help="Only say what is in it and what would be done.")]
Replay = Annotated[bool, Option("--replay", help="Work it as if it were said now, in an archive of its own.")]
Work = Annotated[bool, Option("--work/--no-work", help="Thread and index it at once, or leave it to tummler work.")]


def import_file(
    file: File,
    brand: Brand = "",
    form: Form = "auto",
    columns: Columns = None,
    own: Own = None,
    said_on: SaidOn = "",
    source: Source = "",
    time_format: TimeFormat = "",
    dry_run: DryRun = False,
    replay: Replay = False,
    work: Work = True,
) -> None:
    """Take in posts of the past from a file.

    They are history: to be read and found, never a need. The file is CSV or JSON Lines, or the archive of an account:
    Mastodon's .zip or .tar.gz, Bluesky's .car.

    Stopped at any point, the same command goes on where it stopped, and nothing is there twice. A row that can't be
    read stops nothing: it is told, and stands with its reason in FILE.errors.csv. Nothing is ever sent to anyone.

    A row is a post, or a whole thread: an object with a list of posts. Of a post we look for id, text, author,
    author_id, name, time, parent, thread, root, url, language, visibility and inbound; of a thread for posts, thread
    and brand. Usual names are known, --map tells the others.

    --replay works the posts as if they were said now. Who began a thread asked for help, posts of the brand answer
    it as if given in the network's own app, and later words of the asker tell whether that helped. So you see how
    the past would have looked on the desk. The oldest post has to come first. It is not for a brand that listens to
    people right now, since its needs stand on the desk and its duty-of-care words ring.

    \b
    Examples:
      tummler import tickets.csv --dry-run
      tummler import tickets.csv --as velonorte --map text=body --map author=customer
      tummler import threads.jsonl.xz --brand velo-norte --network twitter
      tummler import threads.jsonl.xz --replay
      tummler import archive-20250331.zip --dry-run
    """
    prepare()
    from tummler.cli.importing import Wanted, import_file as run
    from tummler.listening.files.shape import Told, folded

    archive = _archive(source, file)
    told = Told(
        source=f"replay:{archive}" if replay else archive,
        columns=_pairs(columns or []),
        own=folded(own or []),
        time_shape=time_format,
        replay=replay,
    )
    run(Wanted(file, brand, form, told, said_on, dry_run, work))


def _archive(source: str, file: Path) -> str:
    """What the archive is called: as told, else as the file is, without what follows the first dot."""
    if len(source) > LONGEST_NAME:
        raise WrongUse(f"--source takes at most {LONGEST_NAME} signs.")
    name = source.strip() or file.name.split(".")[0] or file.name
    return (
        name if len(name) <= LONGEST_NAME else f"{name[:50]}-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:9]}"
    )


def _pairs(written: list[str]) -> dict[str, str]:
    pairs = dict(one.split("=", 1) for one in written if "=" in one)
    if len(pairs) != len(written):
        raise WrongUse("--map is written FIELD=COLUMN, each field once: --map text=body --map author=user.name")
    return pairs
