"""django-helpdesk with many tickets, in a process of its own; each line it is sent shows its first fifty once.

``python -m tummler.cli.bench.helpdesk_desk FOLDER TICKETS`` prints ``ready N`` (queries), then CPU seconds per line.
It knows nothing of Tummler but how a page is asked for without a server.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

APPS = ("admin", "auth", "contenttypes", "sessions", "messages", "sites", "humanize", "staticfiles")
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
#: Its addresses, where its pages look for them; a module that is nowhere in a file.
ADDRESSES = ModuleType("helpdesk_addresses")
#: How tickets end, as shares of ten; 1 open, 2 reopened, 3 resolved, 4 closed.
STATUSES = (1, 1, 2, 3, 3, 4, 4, 4, 4, 4)


def configure(folder: Path) -> None:
    """As its own documentation sets it up, on SQLite; no debugging, templates kept."""
    from django.conf import settings

    names = ("django.template.context_processors.debug", "django.template.context_processors.request")
    more = ("django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages")
    settings.configure(
        SECRET_KEY="measured, then thrown away",  # noqa: S106 - it protects nothing
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "helpdesk.sqlite3"}},
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS), "rest_framework", "helpdesk"],
        MIDDLEWARE=list(MIDDLEWARE),
        ROOT_URLCONF=ADDRESSES.__name__,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": [*names, *more]},
            }
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SITE_ID=1,
        USE_TZ=True,
        ALLOWED_HOSTS=["testserver"],
        STATIC_URL="/static/",
        HELPDESK_TEAMS_MODE_ENABLED=False,
    )


def fill(tickets: int) -> Any:
    """One queue, its helper, so many tickets with a first word each; gives the helper."""
    from datetime import timedelta

    from django.contrib.auth.models import User
    from django.utils import timezone
    from helpdesk.models import (  # type: ignore[import-untyped, import-not-found, unused-ignore] # for the bench alone
        FollowUp,
        Queue,
        Ticket,
    )

    helper = User.objects.create_superuser("helper", "helper@example.com", "a long password")
    queue = Queue.objects.create(title="Care", slug="care")
    now = timezone.now()
    made = [
        Ticket(
            title=f"The dock will not take bike {number}", queue=queue, submitter_email=f"p{number}@example.com",
            description="The light stays red and my ride is still running.", status=STATUSES[number % 10],
            created=now - timedelta(minutes=number), modified=now, priority=3,
        )
        for number in range(tickets)
    ]  # fmt: skip
    Ticket.objects.bulk_create(made, batch_size=500)
    first = [FollowUp(ticket_id=pk, date=now, title="Opened") for pk in Ticket.objects.values_list("pk", flat=True)]
    FollowUp.objects.bulk_create(first, batch_size=500)
    return helper


def first_list(client: Any) -> None:
    """The page and what it fetches to be filled: fifty rows."""
    page = client.get("/tickets/").content.decode()
    found = re.search(r"/datatables_ticket_list/[A-Za-z0-9_=-]+", page)
    if found is None:
        raise RuntimeError("django-helpdesk's list names no address for its rows")
    rows = client.get(found[0], {"draw": 1, "start": 0, "length": 50}).json()
    if len(rows["data"]) != 50:
        raise RuntimeError(f"django-helpdesk listed {len(rows['data'])} tickets")


def main() -> None:
    """Fill it, then show it as often as asked."""
    configure(Path(sys.argv[1]))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import include, path

    setattr(ADDRESSES, "urlpatterns", [path("", include("helpdesk.urls", namespace="helpdesk"))])  # noqa: B010 - no type knows it
    sys.modules[ADDRESSES.__name__] = ADDRESSES
    call_command("migrate", verbosity=0, interactive=False)
    client = Client()
    client.force_login(fill(int(sys.argv[2])))
    first_list(client)
    with CaptureQueriesContext(connection) as queries:
        first_list(client)
    print("ready", len(queries), flush=True)
    for _ in sys.stdin:
        began = time.thread_time()
        first_list(client)
        print(time.thread_time() - began, flush=True)


if __name__ == "__main__":
    main()
