"""How fast the whole cascade reads, on one core, and how much memory it takes: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.models import models_folder

FILES = ("crisislex/2012_Sandy_Hurricane.csv.xz", "care-threads.jsonl.xz")
POSTS = 4_000
#: So many others are read before: the phrase automaton grows with the words that it meets.
BEFORE = 1_500
#: One post to the brand among this many that are said to nobody: a stream that is listened to, not an inbox.
EVERY = 12

_CHILD = """
import json, re, resource, sys, time
from pathlib import Path
from tummler.minds.contract import PostToRead
from tummler.minds.first import FirstMind
from tummler.minds.cascade.mind import CascadeMind
texts, models, before = json.loads(sys.stdin.read())
every = [PostToRead(text, addressed=to, languages=("en", "es", "de")) for text, to in texts]
others, posts = every[:before], every[before:]
def pace(mind):
    for at in range(0, len(others), 256):
        mind.read(others[at:at + 256])
    start = time.process_time()
    for at in range(0, len(posts), 256):
        mind.read(posts[at:at + 256])
    return len(posts) / (time.process_time() - start)
whole, heads = CascadeMind((), Path(models)), CascadeMind()
paces = [pace(whole), pace(heads), pace(FirstMind())]
asked = sum(len(whole.in_doubt(posts[at:at + 256])) for at in range(0, len(posts), 256)) / len(posts)
status = Path("/proc/self/status")  # on Linux ru_maxrss also counts what the process was before it was ours
peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
kilobytes = int(peak[1]) if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([*paces, asked, kilobytes / 1024]))
"""


def measure(data: Data) -> Iterator[Line]:
    """A stream of posts, each read once, in batches as the worker reads them."""
    near = (row["tweet"] or "" for row in data.rows(FILES[0]))
    to_us = (thread["posts"][0]["text"] for thread in data.lines(FILES[1]))
    texts = [
        (next(to_us), "mention") if number % EVERY == 0 else (next(near), "nearby") for number in range(BEFORE + POSTS)
    ]
    given = json.dumps([texts, str(models_folder()), BEFORE])
    alone = os.environ | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    order = [sys.executable, "-c", _CHILD]
    done = subprocess.run(order, input=given, capture_output=True, text=True, check=True, env=alone)
    whole, heads, rules, asked, megabytes = json.loads(done.stdout)
    note = (
        f"{POSTS:,} posts after {BEFORE:,} others, one in {EVERY} to a brand; the sentence model is asked for"
        f" {100 * asked:.1f} % of them."
    )
    yield Line(
        "speed", "speed of the whole cascade, one core", whole, "posts/CPU-s",
        baselines={"heads and rules, no sentence model": heads, "rules alone": rules}, reach=2_500, note=note,
    )  # fmt: skip
    yield Line("memory", "memory of a process that reads", megabytes, "MB", reach=400, at_most=True)


ROW = Row("speed", FILES, measure)
