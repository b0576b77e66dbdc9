"""Looking around, from the command line."""

from __future__ import annotations

from tummler.acts.looking_around import HouseInUse, begin_looking_around, end_looking_around, newcomer
from tummler.cli.failing import Failed
from tummler.cli.running import make_ready


def begin() -> None:
    """Make the brand."""
    make_ready()
    try:
        brand = begin_looking_around().brand
    except HouseInUse:
        raise Failed(
            "A real brand has posts here, and made-up people beside real ones would mislead somebody. "
            "Take a house of its own: TUMMLER_DATA=trial tummler around"
        ) from None
    print(f"{brand.name} is open, and made up. Come in at /setup/, on this machine.")
    print("End it there, or by: tummler around --end")


def finish() -> None:
    """Take it away."""
    make_ready()
    you = newcomer()
    if you is None:
        print("Nobody looks around here.")
        return
    end_looking_around(actor=you)
    print(f"{you.brand.name} is gone, with everything of it.")
