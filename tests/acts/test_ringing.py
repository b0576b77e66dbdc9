"""Who is rung, how often, and with which words."""

from __future__ import annotations

import pytest
from django.core import mail

from tummler.acts.ringing import ring_due
from tummler.records.models import Need

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailing(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL = "https://care.example"


def test_the_named_person_is_rung_once_without_a_word_of_the_post(mailing, heard, brand, helper):
    from tummler.acts.setting_up import name_duty_helper

    name_duty_helper(actor=brand.duty_helper, helper=helper)
    heard("@velonorte I don't want to live anymore, I am going to kill myself")
    need = Need.objects.get()
    assert need.care == "self_harm"
    assert (ring_due(), ring_due()) == (1, 0)
    [message] = mail.outbox
    assert message.to == ["tomas@velonorte.example"]
    assert message.body == (
        f"A post to Velo Norte needs you now. Nobody else sees it.\n\nhttps://care.example/desk/{need.public_id}/\n"
    )


def test_an_ordinary_need_rings_nobody(mailing, heard):
    heard("@velonorte my bike won't unlock, what do I do?")
    assert (Need.objects.count(), ring_due(), mail.outbox) == (1, 0, [])


def test_a_mail_that_cannot_be_sent_is_tried_again(mailing, settings, heard):
    heard("@velonorte I am going to kill myself")
    settings.EMAIL_BACKEND = "tests.acts.test_ringing.Unreachable"
    assert (ring_due(), Need.objects.get().rung_at) == (0, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (ring_due(), len(mail.outbox)) == (1, 1)


class Unreachable:
    """A mail server that isn't there."""

    def __init__(self, **options: object) -> None:
        pass

    def send_messages(self, messages: list[object]) -> int:
        raise ConnectionRefusedError
