"""``tummler articles``: answers that stay, in from a folder of Markdown files and out to one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tummler.cli.failing import Failed, WrongUse
from tummler.cli.preparing import prepare

if TYPE_CHECKING:
    from tummler.records.models import Helper

articles = typer.Typer(help="Answers that stay: in from Markdown files and out to them.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="With a file for each article; folders in it count.")]
BrandSlug = Annotated[str, typer.Option("--brand", metavar="SLUG", help="Not needed if there is one brand.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


@articles.command("import")
def import_articles(folder: Folder, brand: BrandSlug = "", dry_run: DryRun = False) -> None:
    """Take in articles from a folder of Markdown files.

    Each has a head with its title (and topic, language, source, look-again, state) between two lines of dashes, then
    the answer. The same file again changes nothing. What looks personal waits for somebody's look. Ends with 1 if a
    file was wrong.

    \b
    Examples:
      tummler articles import answers --dry-run
      tummler articles import answers --brand velo-norte
    """
    prepare()
    from tummler.acts.moving_articles import take_in_files

    if not folder.is_dir():
        raise WrongUse(f"{folder} is no folder.")
    moved = take_in_files(actor=_owner(brand), files=_files(folder), dry_run=dry_run)
    from tummler.web.article_words import fault_words, moved_words

    for fault in [*moved.faults, *moved.personal]:
        print(f"{fault.file}:{fault.line}: {fault_words(fault)}")
    print(moved_words(moved, dry_run=dry_run))
    if moved.faults:
        raise typer.Exit(1)


@articles.command("export")
def export_articles(folder: Folder, brand: BrandSlug = "") -> None:
    """Write every article that stands into a folder, a Markdown file each.

    Files of these names are written anew; others in the folder are left alone.

    \b
    Example:
      tummler articles export answers
    """
    prepare()
    from tummler.acts.moving_articles import take_out_files

    files = take_out_files(actor=_owner(brand))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files:
        (folder / name).write_text(text, "utf-8")
    print(f"{len(files)} {'article' if len(files) == 1 else 'articles'} in {folder}.")


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    from tummler.knowledge.files import LARGEST

    for path in sorted(folder.rglob("*.md")):
        if path.is_file():
            with path.open("rb") as file:
                yield path.relative_to(folder).as_posix(), file.read(LARGEST + 1)


def _owner(slug: str) -> Helper:
    """The brand's owner, in whose name it is done."""
    from tummler.cli.importing import brand_named
    from tummler.records.models import Helper as Helpers

    brand = brand_named(slug)
    found = (
        Helpers.objects.filter(brand=brand, role="owner", active=True).select_related("brand").order_by("pk").first()
    )
    if found is None:
        raise Failed(f"{brand.name} has no owner who could do it.")
    return found
