"""Measure every site of a folder, one after the other, as lines of a table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tummler.cli.bench.machine import machine
from tummler.cli.bench.matching.measure import ACTIVE, OURS, START, WORDS, Site, measure
from tummler.cli.bench.matching.sites import NoSite, read_site, sites_in
from tummler.cli.bench.understanding.command import CannotMeasure, Measured
from tummler.cli.bench.understanding.contract import Line
from tummler.minds.sentences import available

#: Where it is looked for if nobody says where.
_USUAL = ("../shared/data", "../../shared/data")


def run(names: Sequence[str], folder: Path | None, told: Callable[[str], None]) -> Measured:
    """Every site, or those named. Raises :class:`CannotMeasure`, in words."""
    places = [folder] if folder else [Path(place) for place in _USUAL]
    sites = next((found for place in places if (found := sites_in(place))), {})
    if not sites:
        where = str(folder) if folder else f"{_USUAL[0]} (--data FOLDER says where else)"
        raise CannotMeasure(f"There are no questions and answers (NAME-posts.xml.xz, Posts.xml) in {where}.")
    if unknown := [name for name in names if name not in sites]:
        raise CannotMeasure(f"No such site: {', '.join(unknown)}. There are {', '.join(sites)}.")
    if not available():
        raise CannotMeasure("It needs the sentence model: pip install 'tummler[wit]'.")
    measured = Measured({**machine(""), "date": datetime.now(UTC).date().isoformat()})
    for name in names or sites:
        told(name)
        began = time.monotonic()
        try:
            site = measure(name, read_site(sites[name]))
        except NoSite as error:
            measured.left_out[name] = str(error)
            continue
        if site.questions:
            measured.lines.extend(_lines(site))
        else:
            measured.left_out[name] = "nobody who answered had answered before"
        measured.seconds[name] = round(time.monotonic() - began, 1)
    return measured


def _lines(site: Site) -> Iterator[Line]:
    found = site.found
    on = (
        f"{site.questions} questions after the first {START:.0%}, {site.candidates:.0f} candidates in the middle; "
        f"{site.newcomers} more were answered best by somebody who had never answered there, whom nobody could name"
    )
    yield Line(
        f"{site.name}_mrr", f"who gives the best answer, {site.name}", found[OURS].mrr, "MRR",
        {name: found[name].mrr for name in (ACTIVE, WORDS)},
        reach=max(found[ACTIVE].mrr, found[WORDS].mrr), note=on + ".",
    )  # fmt: skip
    yield Line(
        f"{site.name}_precision_5", f"of the first five, who answers it, {site.name}", found[OURS].precision, "%",
        {name: found[name].precision for name in (ACTIVE, WORDS)},
        reach=max(found[ACTIVE].precision, found[WORDS].precision),
    )  # fmt: skip
