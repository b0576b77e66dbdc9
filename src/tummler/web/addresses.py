"""Addresses of the desk and of what every page needs."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from tummler.web import desk, home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.start, name="start"),
    path("colours/<str:colour>.css", home.brand_colour, name="brand_colour"),
    path("theme/", home.choose_theme, name="theme"),
    path("desk/", desk.show_desk, name="desk"),
    path("desk/<str:public_id>/", desk.show_need, name="need"),
]
