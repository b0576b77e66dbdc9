"""Ringing the named person when someone may be in danger: by e-mail, besides the banner on every page of theirs."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _, override

from tummler.channels.connections import traits_of
from tummler.common import clock, log
from tummler.networks.contract import MayAnswer
from tummler.records.models import Need


def ring_due(limit: int = 20) -> int:
    """Ring for every need that was not rung for yet; how many. The mail holds no word of the post.

    Goes out, so never inside a transaction. A mail that can't be sent is tried again at the next look.
    """
    needs = (
        Need.objects.filter(rung_at=None).exclude(care="").select_related("brand__duty_helper__user", "post__channel")
    )
    rung = 0
    for need in needs.order_by("pk")[:limit]:
        if _ring(need):
            Need.objects.filter(pk=need.pk).update(rung_at=clock.now())
            rung += 1
    return rung


def _ring(need: Need) -> bool:
    """True when the named person was told, or mail isn't set up and the banner has to do."""
    duty = need.brand.duty_helper
    if need.brand.made_up or need.brand.listens_only_since is not None:
        return True  # nobody is rung: there is nobody, or nobody was told anything yet; the banner says it
    if not settings.EMAIL_HOST or duty is None:
        return True
    if traits_of(need.post.channel).may_answer == MayAnswer.NOBODY:
        return True  # the past, worked through again: nobody is in danger now, and nobody could be reached there
    with override(need.brand.languages[0] if need.brand.languages else "en"):
        subject = _("Someone may be in danger")
        address = f"{settings.PUBLIC_URL or 'http://localhost:8000'}/desk/{need.public_id}/"
        body = _("A post to %(brand)s needs you now. Nobody else sees it.") % {"brand": need.brand.name}
    try:
        send_mail(subject, f"{body}\n\n{address}\n", settings.DEFAULT_FROM_EMAIL, [duty.user.email])
    except (OSError, SMTPException) as error:
        log.trouble("ring_not_sent", error, need=need.pk)
        return False
    return True
