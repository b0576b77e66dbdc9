"""Several at the same moment: each in a thread of its own with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any


def race(*racers: Callable[[], Any], seconds: float = 30.0) -> list[Any]:
    """Let them go at once; what each gave or raised, in their order."""
    from django.db import connections

    results: list[Any] = [None] * len(racers)
    line = threading.Barrier(len(racers))

    def run(number: int) -> None:
        try:
            line.wait(seconds)
            results[number] = racers[number]()
        except BaseException as error:  # handed to the test
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(len(racers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
        assert not thread.is_alive(), "somebody never arrived"
    return results


def failures(results: Sequence[Any]) -> list[BaseException]:
    """Those of the results that were raised."""
    return [result for result in results if isinstance(result, BaseException)]
