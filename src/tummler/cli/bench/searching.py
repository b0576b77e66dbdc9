"""The newest fifty posts that hold some words, with rights, among a million."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from tummler.cli.bench.bare import Bare, bare, clock_here
from tummler.cli.bench.figures import Figure, Reach, shown
from tummler.cli.bench.measure import spent, steady
from tummler.records.access import rows_for
from tummler.records.models import Helper, Post
from tummler.records.search import find_post_ids

#: In nearly every post, in many, in some; two at once; accents; a script without spaces; in none.
QUERIES = ("velonorte", "refund", "harbour road unlock", "devolución", "解除", "nowhereword")
#: What a list of found posts shows.
_SHOWN = (
    "text", "language", "shown_at", "gone_at", "by_us", "visibility", "conversation", "channel",
    "account__name", "account__handle", "account__remote_id",
)  # fmt: skip
_REACH = Reach("≤ 2 ms", most=2, of="ours")


def newest_fifty(rounds: int) -> list[Figure]:
    """The slowest of the kinds of search, so that no kind hides behind another."""
    helper = Helper.objects.select_related("brand").order_by("pk")[0]
    with bare() as driver, steady():
        times = {words: _both(helper, driver, words, rounds) for words in QUERIES}
    slowest = max(times, key=lambda words: times[words][0])
    ours, theirs = times[slowest]
    note = ", ".join(f"{words}: {shown(pair[0])}" for words, pair in times.items())
    name = "Newest-50 search with rights, the slowest kind"
    return [
        Figure("search", name, ours, f"ms of {clock_here()[1]}", "the same posts by number, bare", theirs, _REACH, note)
    ]


def _both(helper: Helper, driver: Bare, words: str, rounds: int) -> tuple[float, float]:
    """Median milliseconds of the search, and of fetching the found rows bare."""
    ids = find_post_ids(helper.brand_id, words)
    listed = ", ".join(map(str, ids)) or "0"
    sql = f"SELECT id, text, shown_at FROM records_post WHERE id IN ({listed}) ORDER BY id DESC"
    return _median(lambda: search(helper, words), rounds), _median(lambda: driver.all(sql), rounds)


def _median(work: Callable[[], object], rounds: int) -> float:
    work()
    clock, _ = clock_here()
    return 1000 * median(spent(work, clock) for _ in range(rounds))


def search(helper: Helper, words: str) -> list[Post]:
    """What a page of search does: numbers by their words, then the rows that this helper may see."""
    found = rows_for(helper, Post).filter(pk__in=find_post_ids(helper.brand_id, words))
    return list(found.select_related("account").only(*_SHOWN).order_by("-pk"))
