"""What tests of pages stand on: static files as they are served, and a morning's rows in a running product."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.people import Echo
from tests.web.world import World, make_world


@pytest.fixture(scope="session", autouse=True)
def collected() -> None:
    """Pages name static files by their fingerprints."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> None:
    """What Jinja makes of a template lies beside what Python compiles, if that is kept: the next process reads it."""
    import jinja2
    from django.template import engines

    from tummler.web import templating

    if sys.pycache_prefix:
        made_of = Path(templating.__file__).read_bytes() + jinja2.__version__.encode()
        folder = Path(sys.pycache_prefix, f"templates-{hashlib.sha256(made_of).hexdigest()[:16]}")
        folder.mkdir(parents=True, exist_ok=True)
        engines["jinja2"].env.bytecode_cache = jinja2.FileSystemBytecodeCache(str(folder))


@pytest.fixture
def desk(client_of: Callable[[Any], Any], owner: Any) -> Any:
    """The owner at the desk, without JavaScript."""
    return client_of(owner)


@pytest.fixture
def world(db: None, echo: Echo) -> World:
    """A morning at Velo Norte."""
    return make_world(echo)


@pytest.fixture
def whole_morning() -> None:
    """Asked for by a test of the running product that wants all of the morning, not only its beginning."""


@pytest.fixture
def running(request: pytest.FixtureRequest, transactional_db: None, echo: Echo) -> Iterator[tuple[World, str]]:
    """The same morning's beginning in the running product: (the world, its address)."""
    from tests.web.serving import serving

    made = make_world(echo, early="whole_morning" not in request.fixturenames)
    with serving() as address:
        yield made, address
