"""The same proof where the witness is somebody else's server: the real Bluesky network, Mastodon, Matrix."""

from __future__ import annotations

import os

import pytest

from tests.proofs.networks import OnBluesky, OnMastodon, OnMatrix
from tests.proofs.scenes import Shared
from tests.proofs.test_kills import _short_leases, answers_under_kills
from tummler.common.killpoint import KILL_POINTS

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


def test_answers_on_matrix_survive_every_kill_point(tmp_path, matrix_server, owner):
    """`make test` kills where Matrix has a part in it: taking in and sending."""
    every = "TUMMLER_PROOF_ANSWERS" in os.environ
    points = KILL_POINTS if every else ("receive.before_commit", "deliver.after_call")
    answers_under_kills(OnMatrix.connect(matrix_server, owner), Shared(tmp_path), ANSWERS if every else 4, points)
