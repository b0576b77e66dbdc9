"""Looking around: the whole loop with made-up people, from an empty house to thanks, and an empty house again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from tests.looking import answer, last_words, look, need_of, pass_time
from tests.on_disk import content
from tests.people import make_owner
from tests.web.canary import nouns, plant, rows_of
from tummler.acts.channels import begin_channel
from tummler.acts.looking_around import HouseInUse, begin_looking_around, end_looking_around
from tummler.common import clock
from tummler.networks.made_up.people import life
from tummler.networks.made_up.people.troubles import cast, troubles
from tummler.records.access import NotAllowed
from tummler.records.models import (
    Brand,
    Channel,
    Circle,
    Delivery,
    Helper,
    Incident,
    Need,
    Post,
    Quest,
    User,
    Wish,
    Word,
)
from tummler.records.search import optimise, rebuild
from tummler.understanding.watching import forget_streams, watch_streams
from tummler.work.looking_around import forget_life, live_on

pytestmark = pytest.mark.django_db(transaction=True)

UNLOCK = "Hold the button on the lock for five seconds."


def everything():
    """How many rows every table has."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {table: _rows(cursor, table) for table in tables if not table.startswith("sqlite")}


def _rows(cursor, table):
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    return cursor.fetchone()[0]


def words_of_the_brand():
    """Words that only the made-up people and their brand use, as they would stand in a file."""
    return [word.encode() for word in ("Marta Rueda", "pedal_pusher", "Conchi", "made-up-bluesky", "velonorte.example")]


def files_with(words):
    found = []
    for file in sorted(settings.DATA.path.rglob("*")):
        if file.is_file() and "static" not in file.parts:
            held = content(file).lower()
            found += [(file.name, word.decode()) for word in words if word.lower() in held]
    return found


def test_a_newcomer_is_a_helper_at_once_and_five_people_wait(robin):
    brand = robin.brand
    assert (brand.name, robin.role, brand.made_up, brand.brake_on) == ("Velo Norte", "owner", True, False)
    assert sorted(Need.objects.values_list("account__name", "state")) == [
        ("Conchi", "open"), ("Gus", "open"), ("Marta Rueda", "open"), ("leo on wheels", "open"),
        ("pedal_pusher", "open"),
    ]  # fmt: skip
    assert set(Channel.objects.values_list("network", flat=True)) == {"square", "made-up-bluesky", "made-up-mastodon"}
    assert Helper.objects.filter(brand=brand, seen_at__isnull=False).count() == 5
    assert begin_looking_around() == robin


def test_customers_and_helpers_made_something_together_before(robin):
    assert [(one.name, one.members.count()) for one in Circle.objects.order_by("name")] == [
        ("Docks and locks", 2),
        ("Money back", 2),
    ]
    wishes = Wish.objects.order_by("kind").values_list("kind", "state", "supports")
    assert list(wishes) == [("fix", "yes", 24), ("hour", "later", 15), ("place", "open", 6), ("tag", "open", 10)]
    quest = Quest.objects.get()
    assert (quest.state, quest.parts.count(), quest.contributions.count()) == ("gather", 3, 2)


def test_the_whole_loop_is_seen_within_a_minute(robin):
    began, need = clock.now(), need_of("leo on wheels")
    [delivery] = answer(robin, need, UNLOCK)
    pass_time(11)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == ("sent", "")
    pass_time(12)
    need.refresh_from_db()
    assert (need.state, [word.value for word in Word.objects.filter(need=need)]) == ("helped", ["helped"])
    assert clock.now() - began < timedelta(seconds=60)


def test_a_wrong_or_empty_answer_is_never_thanked_and_they_say_what_is_still_wrong(robin):
    need = need_of("Marta Rueda")
    said = []
    for text in (
        "So sorry about that, Marta!",
        "Please end the ride in the app.",
        "Push the wheel in until it clicks twice.",
        "Call our hotline on 555.",
        "Which bike is it?",
    ):
        answer(robin, need, text)
        pass_time(32)
        said.append(last_words("Marta Rueda"))
        assert Word.objects.filter(need=need, value="helped").count() == 0
        need.refresh_from_db()
        assert need.state in ("open", "answered")
    bike = said.pop()
    assert said == [
        "Meanwhile my ride is still running. Can somebody end it?",
        "I pressed that. It says dock the bike first, and my ride is still running.",
        "Pushed it in, it clicked twice. Still red, and my ride is still running.",
        "I’m not calling anyone from a platform. My ride is still running.",
    ]
    assert bike.startswith("Bike ")
    answer(robin, need, "Thank you, I see it. I’ve ended your ride, it costs nothing.")
    pass_time(32)
    need.refresh_from_db()
    assert need.state == "helped"


def test_two_in_one_thread_disagree_it_works_for_one_and_not_for_the_other(robin):
    marta, gus = need_of("Marta Rueda"), need_of("Gus")
    assert marta.conversation == gus.conversation
    answer(robin, marta, "Push the wheel in until it clicks twice, then it goes green.")
    pass_time(32)
    marta.refresh_from_db()
    gus.refresh_from_db()
    assert (last_words("Gus"), gus.state) == (
        "Went green with the second click. That worked for me, thank you!", "helped",
    )  # fmt: skip
    assert last_words("Marta Rueda") == "Pushed it in, it clicked twice. Still red, and my ride is still running."
    assert marta.state == "open"


def test_an_answer_in_another_language_is_not_understood(robin):
    need = need_of("Conchi")
    answer(robin, need, "Yes, she can ride with your account if you are with her.")
    pass_time(32)
    assert last_words("Conchi").startswith("No entiendo el inglés")
    answer(robin, need, "Sí, puede ir con su cuenta si usted va a su lado.")
    pass_time(32)
    need.refresh_from_db()
    assert need.state == "helped"
    assert last_words("Conchi") in troubles()["granddaughter"].thanks


def test_one_of_the_brands_own_helpers_takes_a_need_and_answers_it(robin):
    pass_time(104)
    need = need_of("pedal_pusher")
    assert (need.state, need.claimed_by.name) == ("claimed", "Olu Bamidele")
    pass_time(60)
    need.refresh_from_db()
    assert (need.state, last_words("pedal_pusher")) == ("helped", "A date, at last. That helped, thank you.")
    assert Post.objects.get(conversation=need.conversation, by_us=True).helper.name == "Olu Bamidele"


def test_people_come_at_a_calm_pace_while_somebody_looks_and_never_otherwise(robin):
    came = Post.objects.count()
    pass_time(180, step=2)
    now = Post.objects.count()
    assert 6 <= now - came <= 24
    clock.shift(clock._shift + timedelta(minutes=15))
    pass_time(2)
    before = Post.objects.count()
    pass_time(3600, step=60)
    assert Post.objects.count() == before
    look(robin)
    forget_life()
    pass_time(60, step=2)
    assert 1 <= Post.objects.count() - before <= 8


def test_no_more_than_seven_wait_at_a_time_but_once_something_breaks_for_many(robin):
    forget_streams()
    told = 0
    for _ in range(20):
        look(robin)
        pass_time(60, step=5)
        told += watch_streams()
    waiting = Need.objects.filter(state__in=("open", "claimed"))
    [incident] = Incident.objects.all()
    riders = set(incident.told.values_list("post__account__name", flat=True))
    crowd = {one.name for one in cast().crowd(troubles()["payments"])[:9]}
    assert (told, len(incident.words) > 0, crowd - riders) == (1, True, set())
    assert list(incident.told.exclude(post__text__icontains="declin").values_list("post__text", flat=True)) == []
    assert 3 <= waiting.exclude(post__incidents__incident=incident).count() <= 10


def test_edits_deletes_pictures_warnings_private_words_and_danger_are_all_seen(robin, monkeypatch):
    monkeypatch.setattr(life, "MOST_WAITING", 99)
    for _ in range(40):
        look(robin)
        pass_time(60, step=5)
        if Post.objects.filter(visibility="direct").exists():
            break
    assert Post.objects.filter(edited_at__isnull=False).count() >= 1
    assert Post.objects.filter(gone_why="deleted").count() >= 1
    assert {"Best Deals", "Olga"} <= set(Post.objects.values_list("account__name", flat=True))
    first_picture = Post.objects.exclude(media=[]).earliest("shown_at", "pk")
    assert [one["description"] for one in first_picture.media] == [
        "A yellow bike in dock 14; the light on the dock is red."
    ]
    assert Post.objects.filter(warning="lost things", visibility="unlisted").exists()
    assert Need.objects.get(account__name="Nora").care == "child"
    assert Need.objects.get(account__name="Bea").heard_nearby


def test_killed_in_the_middle_it_goes_on_from_where_it_stood(robin):
    answer(robin, need_of("leo on wheels"), UNLOCK)
    pass_time(12)
    written = Post.objects.count()
    forget_life()  # all that a new process doesn't have
    live_on()
    pass_time(14)
    assert last_words("leo on wheels") in troubles()["unlock"].thanks
    thanks = Post.objects.filter(account__name="leo on wheels", text__contains="hat worked")
    assert (thanks.count(), Post.objects.count() > written) == (1, True)


def test_a_step_that_was_taken_twice_is_taken_once(robin):
    """Killed after something was written and before it was written down: it is done again, and stands there once."""
    answer(robin, need_of("leo on wheels"), UNLOCK)
    pass_time(11)
    people = settings.AROUND / "people.json"
    before = people.read_bytes()
    pass_time(12)
    people.write_bytes(before)
    forget_life()
    pass_time(12)
    assert Post.objects.filter(account__name="leo on wheels", text__contains="hat worked").count() == 1


def test_ending_leaves_nothing_in_any_table_or_file(empty_house, client_of):
    rebuild()
    optimise()  # what other tests left in the indexes
    nothing = everything()
    you = begin_looking_around()
    look(you)
    client_of(you).get("/robots.txt")
    pass_time(20)
    answer(you, need_of("leo on wheels"), UNLOCK)
    pass_time(60, step=2)
    assert files_with(words_of_the_brand()) != [] or connection.vendor != "sqlite"
    assert (settings.AROUND / "bluesky.jsonl").exists()
    end_looking_around(actor=you)
    assert {table: rows for table, rows in everything().items() if rows != nothing.get(table)} == {}
    assert files_with(words_of_the_brand()) == []
    assert not settings.AROUND.exists()
    assert live_on() == 0
    assert User.objects.count() == 0


def test_what_is_left_when_ending_was_cut_short_goes_by_itself(robin):
    Brand.objects.all().delete()
    assert settings.AROUND.exists()
    clock.shift(clock._shift + timedelta(minutes=2))
    live_on()
    assert not settings.AROUND.exists()


def test_ending_takes_every_row_of_every_table_of_ours(empty_house, echo):
    """A row in every table, made by everything that makes one."""
    rebuild()
    optimise()
    nothing = everything()
    owner = make_owner("Otra Marca", "otra@otra.example", "Otra Dueña")
    plant(owner, echo)
    assert [noun.__name__ for noun in nouns() if not rows_of(owner.brand, noun).exists()] == []
    Brand.objects.filter(pk=owner.brand_id).update(made_up=True)
    owner.brand.refresh_from_db()
    end_looking_around(actor=owner)
    assert {table: rows for table, rows in everything().items() if rows != nothing.get(table)} == {}


def test_thanks_of_somebody_who_was_not_helped_close_nothing(robin, monkeypatch):
    monkeypatch.setattr(life, "MOST_WAITING", 99)
    for _ in range(10):
        look(robin)
        pass_time(60, step=5)
        if Post.objects.filter(account__name="Iker", text__contains="that helped me").exists():
            break
    need = need_of("Pete")
    assert Post.objects.filter(account__name="Iker", conversation=need.conversation).count() == 1
    assert (need.state, Word.objects.filter(need=need).count()) == ("open", 0)


def test_it_cannot_begin_beside_a_real_brand_with_posts(empty_house, owner, hear):
    hear("q")
    with pytest.raises(HouseInUse):
        begin_looking_around()
    assert [brand.made_up for brand in Brand.objects.all()] == [False]
    assert not settings.AROUND.exists()


def test_a_real_brand_stays_when_looking_around_ends(empty_house, owner):
    you = begin_looking_around()
    assert you.brand.slug == "velo-norte-2"
    end_looking_around(actor=you)
    assert list(Brand.objects.all()) == [owner.brand]
    assert Helper.objects.get().user.email == "ines@velonorte.example"


def test_a_real_brand_is_never_ended_that_way(empty_house, owner, hear):
    hear("q")
    end_looking_around(actor=owner)
    assert (Brand.objects.count(), Post.objects.count()) == (1, 1)


def test_a_made_up_brand_speaks_to_nobody_real(robin, echo_near):
    with pytest.raises(NotAllowed):
        begin_channel(actor=robin, key="echo", answers={"url": echo_near.url, "handle": "x", "token": "t"}, callback="")
    from tests.people import connect_echo
    from tummler.acts import channels

    real = channels.require
    channels.require = lambda *a: None
    try:
        channel = connect_echo(robin, echo_near)
    finally:
        channels.require = real
    from tests.people import settle_all

    remote_id = echo_near.say("@velonorte my bike won't unlock, what do I do?", "ann")
    settle_all(channel)
    [delivery] = answer(robin, Need.objects.get(post__remote_id=remote_id), "Hold the button.")
    clock.shift(clock._shift + timedelta(seconds=11))
    settle_all(channel)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == ("never", "made_up")
    assert echo_near.accepted("velonorte") == []
    assert Delivery.objects.filter(state="sent").count() == 0
