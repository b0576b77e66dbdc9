"""What could be taken for a name of ours, and what couldn't."""

from __future__ import annotations

import pytest

from tummler.common.look_alike import alike, apart


@pytest.mark.parametrize(
    "name",
    [
        "velonоrte",  # a Cyrillic о
        "VELONORTE",
        "veionorte",
        "ve1onorte",
        "velon0rte",
        "velonorte_",
        "velo-norte",
        "velonorte-support",
        "help.velonorte",
        "velonortte",
        "velonotre",
        "velonorrte",
        "velonort",
        "νelonorte",
        "ｖｅｌｏｎｏｒｔｅ",
        "vel\u200bonorte",
        "velonorté",
    ],
)
def test_what_the_eye_takes_for_ours_is_alike(name):
    assert alike(name, "velonorte")


@pytest.mark.parametrize("name", ["velocity", "norte", "marta", "northwind", "", "💥", "vel", "bicinorte.example"])
def test_what_is_plainly_somebody_else_is_not(name):
    assert not alike(name, "velonorte")


def test_rn_is_taken_for_m_and_vv_for_w():
    assert alike("arnazing", "amazing")
    assert alike("vvheels", "wheels")


def test_a_short_name_is_only_like_itself():
    assert alike("0RG", "org")
    assert not alike("ork", "org")


@pytest.mark.parametrize(
    ("one", "other", "steps"), [("", "", 0), ("a", "", 1), ("norte", "nortte", 1), ("ab", "ba", 1), ("abc", "xyz", 3)]
)
def test_letters_between_names_are_counted(one, other, steps):
    assert apart(one, other) == apart(other, one) == steps
