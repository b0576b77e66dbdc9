"""One process for one database: Django binds to its database when it starts, so each gets a process of its own."""

from __future__ import annotations

import sys


def build_here(posts: int, seed: int, mark: str) -> None:
    """Migrate and fill the database that the environment names."""
    _ready()
    from tummler.cli.bench.build import build

    build(posts, seed, mark)


def _ready() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    build_here(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
