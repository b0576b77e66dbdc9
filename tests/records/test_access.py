"""Rights: by role, by brand, and duty-of-care needs for one person alone."""

from __future__ import annotations

import pytest

from tummler.records.access import MAY, NotAllowed, can, counted_for, require, rows_for
from tummler.records.models import Conversation, Delivery, Happening, Helped, Helper, Need, Post, Reply
from tummler.records.models.helper import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("act", sorted(MAY))
@pytest.mark.parametrize("role", list(Role))
def test_act_is_for_its_roles_in_their_own_brand(owner, other_owner, act, role):
    owner.role = role
    assert can(owner, act, owner.brand) == (role in MAY[act])
    assert can(owner, act, other_owner.brand) is False


def test_someone_who_left_may_do_and_see_nothing(owner):
    owner.active = False
    assert (can(owner, "pull_brake", owner.brand), rows_for(owner, Helper).count()) == (False, 0)


def test_require_names_the_act(helper):
    with pytest.raises(NotAllowed, match="lift_brake"):
        require(helper, "lift_brake", helper.brand)


def test_rows_of_another_brand_do_not_exist(heard, owner, other_owner):
    heard("@velonorte my bike won't unlock, what do I do?")
    need = Need.objects.get()
    for noun in (Need, Conversation, Post, Happening):
        assert rows_for(other_owner, noun).filter(brand=owner.brand).count() == 0
    assert (can(other_owner, "claim_need", need), can(owner, "claim_need", need)) == (False, True)


def test_a_duty_of_care_conversation_exists_for_the_named_person_alone(heard, owner, helper):
    heard("@velonorte I don't want to live anymore, I am going to kill myself")
    need = Need.objects.get()
    conversation = need.conversation_id
    seen = {
        who.role: [
            rows_for(who, Need).count(),
            rows_for(who, Conversation).filter(pk=conversation).count(),
            rows_for(who, Post).filter(conversation=conversation).count(),
            rows_for(who, Reply).count(),
            rows_for(who, Delivery).count(),
            rows_for(who, Happening).filter(conversation_id=conversation).exists(),
            can(who, "claim_need", need),
        ]
        for who in (owner, Helper.objects.select_related("brand").get(pk=helper.pk))
    }
    assert seen == {Role.OWNER: [1, 1, 1, 0, 0, True, True], Role.HELPER: [0, 0, 0, 0, 0, False, False]}


def test_what_is_counted_by_the_thousand_are_the_same_rows(heard, owner, helper, other_owner):
    for number, text in enumerate(("@velonorte my dock is full, what now?", "@velonorte where is dock 14?")):
        need = heard(text, by=f"rider{number}").needs.get()
        Helped.objects.create(brand=owner.brand, need=need, helper=helper)
    Need.objects.filter(pk=need.pk).update(care="self_harm")
    owner.brand.duty_helper = helper
    owner.brand.save()
    helper.brand.refresh_from_db()
    newcomer = Helper.objects.get(pk=owner.pk)
    newcomer.vouched_at = None
    for actor, number in ((owner, 1), (helper, 2), (other_owner, 0), (newcomer, 1)):
        counted, rows = counted_for(actor, Helped), rows_for(actor, Helped)
        assert set(counted) == set(rows)
        assert counted.count() == number
