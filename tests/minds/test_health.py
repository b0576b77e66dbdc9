"""Health said in passing: what is only said of things and of the traffic is nobody's."""

from __future__ import annotations

import pytest

from tummler.minds.health import says_health

THEIRS = [
    "I had a car accident in May and can't drive, why am I still charged?",
    "since a car accident I can only use one hand, is there a lift?",
    "my mother's accident was in your parking lot",
    "we were in an accident on the motorway with your rental, traffic was awful",
    "that smell is dangerous for my baby",
    "the ramp is unsafe for people in wheelchairs",
    "someone was injured at your door, the stairs are dangerous",
    "tuve un accidente con la bici y estoy en casa",
    "j'ai eu un accident la semaine dernière, je ne peux pas venir",
    "esa pintura es peligrosa para los niños",
]
NOBODYS = [
    "bus 14 is late again because of a car accident on the bridge",
    "there was an accident on Harbour Road, how do I end my ride?",
    "stuck in traffic behind an accident, my slot runs out, what now?",
    "the junction by your store is dangerous, put a mirror up",
    "your website says the connection is not safe",
    "I ordered two by accident, take one back",
    "that link looks unsafe, is it yours?",
    "a dangerous precedent to charge for water",
    "loose tiles are a safety hazard, fix them",
    "por un accidente en la carretera el bus llega con retraso",
    "à cause d'un accident sur l'autoroute le bus est en retard",
    "vuestro enlace es peligroso, dice el navegador",
]


@pytest.mark.parametrize("text", THEIRS)
def test_somebodys_health_is_told(text: str) -> None:
    assert says_health(text)


@pytest.mark.parametrize("text", NOBODYS)
def test_things_and_traffic_are_nobodys(text: str) -> None:
    assert says_health(text) == ()
