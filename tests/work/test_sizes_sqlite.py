"""SQLite is told how its tables are filled: what is of one need is not looked for among a whole brand's rows."""

from __future__ import annotations

import pytest
from django.db import connection

from tummler.records.access import rows_for
from tummler.records.models import Account, Happening
from tummler.records.sizes import learn_sizes

pytestmark = pytest.mark.django_db


def test_one_of_many_is_found_by_its_own_index(owner):
    brand = owner.brand
    Happening.objects.bulk_create(Happening(brand=brand, act="need_opened", need_id=n % 500) for n in range(2000))
    Account.objects.bulk_create(Account(brand=brand, network="x", remote_id=str(n), name=f"N{n}") for n in range(500))
    assert learn_sizes() == 1
    steps = rows_for(owner, Happening).filter(need_id=7, act__in=["need_opened"]).order_by("pk")
    assert "happening_need" in steps.explain()
    alike = rows_for(owner, Account).filter(name="N7").exclude(network="y")
    assert "account_named" in alike.explain()


def test_only_counts_are_kept_of_what_rows_say(owner):
    Account.objects.create(brand=owner.brand, network="x", remote_id="1", name="Marta Rueda")
    learn_sizes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'")
        assert cursor.fetchall() == [("sqlite_stat1",)]
        cursor.execute("SELECT stat FROM sqlite_stat1")
        assert "Marta" not in str(cursor.fetchall())
