"""The same proof where the witness is somebody else's server: the real Bluesky network, a Mastodon server."""

from __future__ import annotations

import os

import pytest

from tests.proofs.networks import OnBluesky, OnMastodon
from tests.proofs.scenes import Shared
from tests.proofs.test_kills import _short_leases, answers_under_kills

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.proof,
    pytest.mark.network,
    pytest.mark.timeout(1500),
]

ANSWERS = int(os.environ.get("TUMMLER_PROOF_ANSWERS", "22"))
_ = _short_leases  # an autouse fixture, imported


def test_answers_on_bluesky_survive_every_kill_point(tmp_path, bluesky_network, owner):
    answers_under_kills(OnBluesky.connect(bluesky_network, owner), Shared(tmp_path), ANSWERS)


def test_answers_on_mastodon_survive_every_kill_point(tmp_path, fresh_mastodon, owner):
    answers_under_kills(OnMastodon.connect(fresh_mastodon, owner), Shared(tmp_path), ANSWERS)
