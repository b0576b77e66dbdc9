"""``tummler import``: look at the file, say what was found, take it in, work on it, say how it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import typer

from tummler.acts.importing import Overtaken, Taken, begin_import, end_import, take_in
from tummler.cli import import_words as words
from tummler.cli.failing import Failed, WrongUse
from tummler.cli.fault_file import FaultFile
from tummler.cli.progress import Steps
from tummler.listening.files.accounts import kind_of_account, write_lines
from tummler.listening.files.columns import UnknownColumn
from tummler.listening.files.opening import FileFacts, NotReadable, TextFile, look_at, open_text
from tummler.listening.files.posts import Fault
from tummler.listening.files.rows import Format, Row, format_of, read_rows
from tummler.listening.files.shape import SAMPLE, Shape, Told, folded, shape_of
from tummler.listening.files.survey import Survey, survey
from tummler.networks.registry import UnknownNetwork, network
from tummler.records.archived import archived
from tummler.records.models import Brand, Channel, Event, Import
from tummler.work.flow import run_stages

#: Progress is told every so many rows.
OFTEN = 250


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was called with."""

    file: Path
    brand: str
    form: Literal["auto", "csv", "jsonl"]
    told: Told
    said_on: str
    dry_run: bool
    work: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out about the file before its first row is taken in; ``file`` is the one that was named."""

    file: Path
    facts: FileFacts
    form: Format
    shape: Shape


def import_file(wanted: Wanted) -> None:
    """The whole command. An account's archive is read as the lines of JSON that it is made into."""
    kind = kind_of_account(wanted.file)
    if not kind:
        return _import(wanted, wanted.file)
    with TemporaryDirectory(prefix="tummler-import-") as folder:
        lines = Path(folder) / "archive.jsonl"
        try:
            whose = write_lines(wanted.file, kind, lines)
        except NotReadable as error:
            raise WrongUse(f"{wanted.file.name} can't be imported. {words.not_readable_words(error)}") from None
        print(f"{wanted.file.name}: the archive of an account on {kind.title()}{f', {whose}' if whose else ''}.")
        told = replace(wanted.told, own=wanted.told.own | folded([whose]))
        _import(replace(wanted, file=lines, told=told, said_on=wanted.said_on or kind), wanted.file)
    return None


def _import(wanted: Wanted, named: Path) -> None:
    brand = brand_named(wanted.brand)
    if wanted.told.replay:
        _nobody_waits(brand)
    try:
        known = _look(wanted, named)
        print("\n".join(words.found_words(known.facts, known.form, known.shape)))
        if wanted.dry_run:
            _say_survey(known)
            return
        if wanted.told.replay and not known.shape.posts:
            _in_order(known)
        importing = begin_import(
            actor=None, brand=brand, said_on=wanted.said_on, digest=known.facts.digest, shape=known.shape
        )
        _take_in(known, importing)
    except NotReadable as error:
        raise WrongUse(f"{wanted.file.name} can't be imported. {words.not_readable_words(error)}") from None
    except UnknownColumn as error:
        raise WrongUse(f"There is no {error.what} “{error.name}”. There are: {', '.join(error.known)}") from None
    if wanted.work:
        _work(importing.channel)
    else:
        print("They wait to be worked on: tummler work --once, or tummler serve, goes on with them.")


def brand_named(slug: str) -> Brand:
    """The brand of this slug; the only one, if none is named."""
    slugs = list(Brand.objects.order_by("slug").values_list("slug", flat=True))
    if not slugs:
        raise Failed("There is no brand yet. Start tummler serve, open the page that it names, and make one.")
    if not slug and len(slugs) > 1:
        raise WrongUse(f"Whose posts are they? Name the brand: --brand {slugs[0]}. There are: {', '.join(slugs)}")
    found = Brand.objects.filter(slug=slug or slugs[0]).first()
    if found is None:
        raise WrongUse(f"There is no brand “{slug}”. There are: {', '.join(slugs)}")
    return found


def _nobody_waits(brand: Brand) -> None:
    """Old needs don't go among those of people who wait right now."""
    for channel in Channel.objects.filter(brand=brand):
        try:
            live = bool(network(channel.network).streams)
        except UnknownNetwork:
            live = True
        if live:
            raise WrongUse(
                f"{brand.name} listens to {channel.handle}: a replay would put old needs among people who wait right "
                "now. Replay into a brand without channels, or beside it: TUMMLER_DATA=trial tummler serve"
            )


def _look(wanted: Wanted, named: Path) -> Known:
    with Steps("Reading", wanted.file.stat().st_size) as steps:
        facts = look_at(wanted.file, steps.at)
    with open_text(facts) as opened:
        form = wanted.form if wanted.form != "auto" else format_of(opened.text.read(4096), wanted.file.name)
    with open_text(facts) as opened:
        shape = shape_of(islice(read_rows(opened.text, form), SAMPLE), wanted.told)
    return Known(named, facts, form, shape)


@contextmanager
def _rows(known: Known, what: str) -> Iterator[tuple[Iterable[Row], TextFile, Steps]]:
    with open_text(known.facts) as opened, Steps(what, known.facts.size) as steps:
        yield read_rows(opened.text, known.form), opened, steps


def _survey(known: Known) -> Survey:
    with _rows(known, "Looking through") as (rows, opened, steps):

        def tell(row: int) -> None:
            if row % OFTEN == 0:
                steps.at(opened.position, words.number(row, "row"))

        return survey(rows, known.shape, tell)


def _say_survey(known: Known) -> None:
    found = _survey(known)
    print("\n".join([*words.survey_words(found), *words.faults_words(found.faults, found.samples)]))
    print("Nothing was stored. Without --dry-run it is taken in.")


def _in_order(known: Known) -> None:
    """A replay lives through the posts as they came: an answer before its question would answer nothing."""
    if row := _survey(known).unsorted:
        raise WrongUse(
            f"A replay needs the oldest post first, and row {row:,} is older than one before it. Sort the file by its "
            f"column “{known.shape.columns.get('time', 'time')}”, or import it without --replay."
        )


def _take_in(known: Known, importing: Import) -> None:
    if importing.ended_at:
        print(f"It was taken in on {words.day(importing.ended_at)}: {words.number(importing.stored, 'post')}.")
        return
    if importing.row:
        print(f"Going on after row {importing.row:,}.")
    samples: list[Fault] = []
    with _rows(known, "Taking in") as (rows, opened, steps), FaultFile(known.file) as faults:

        def fault(one: Fault) -> None:
            faults.add(one)
            if len(samples) < 5:
                samples.append(one)

        def tell(taken: Taken) -> None:
            if taken.rows % OFTEN == 0:
                steps.at(opened.position, f"{words.number(taken.rows, 'row')}, {words.number(taken.posts, 'post')}")

        try:
            taken = take_in(importing=importing, rows=rows, shape=known.shape, on_fault=fault, on_row=tell)
        except Overtaken:
            raise Failed("Somebody else is taking in this very file just now. Let them finish.") from None
        except KeyboardInterrupt:
            print(f"Stopped after row {importing.row:,}. The same command goes on from there.")
            raise typer.Exit(130) from None
    end_import(actor=None, importing=importing, taken=taken)
    _say_taken(taken, samples, faults)


def _say_taken(taken: Taken, samples: list[Fault], faults: FaultFile) -> None:
    known = taken.posts - taken.stored
    before = f"; {known:,} were here already" if known else ""
    rows, posts = words.number(taken.rows, "row"), words.number(taken.stored, "post")
    print(f"Taken in: {posts} out of {rows}{before}.")
    if not taken.faults:
        return
    print(f"{words.number(taken.faults.total(), 'error')}:")
    print("\n".join(words.fault_words(one) for one in samples))
    if faults.trouble:
        print(f"{faults.path} could not be written ({faults.trouble}): --dry-run shows them here.")
    else:
        print(f"All of them, with their reasons: {faults.path}")


def _work(channel: Channel) -> None:
    """Every stage, until nothing is left to do; then how it stands."""
    waiting = Event.objects.filter(channel=channel).exclude(state__in=("done", "garbled")).count()
    with Steps("Working on them", 5 * waiting) as steps:  # three stages an event, two a post
        moved = 0
        while now := run_stages():
            moved += now
            steps.at(moved)
    found = archived(channel)
    if channel.settings.get("replay"):
        duty = channel.brand.duty_helper
        print("\n".join(words.replay_words(found, duty.name if duty else "")))
    else:
        threads, posts = words.number(found.threads, "thread"), words.number(found.posts, "post")
        people = words.number(found.people, "person", "people")
        print(f"Kept as history in “{channel.handle}”: {posts} in {threads} by {people}.")
    if found.garbled:
        print(f"{words.number(found.garbled, 'post')} could not be read and are kept for a look: tummler doctor")
