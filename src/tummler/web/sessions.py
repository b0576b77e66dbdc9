"""Sessions as Django keeps them in the database; the question that every request asks is put together once."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tummler.records.prepared import Given, prepared


class SessionStore(db.SessionStore):
    """Django's own, read by a prepared query."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The same rows: a session of before goes on."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        found: Session | None = prepared("session", _running).first(key=self.session_key, at=timezone.now())
        if found is None:
            self._session_key = None
        return found


def _running() -> QuerySet[Session]:
    return Session.objects.filter(session_key=Given("key"), expire_date__gt=Given())
