"""Addresses of the square, pictures, setup, channels, people and signing in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tummler.web import media, signing_in, square

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", square.robots, name="robots"),
    path("square/<slug:slug>/", square.show_square, name="square"),
    path("square/<slug:slug>/asked/<str:remote_id>/", square.show_asked, name="square_asked"),
    path("square/<slug:slug>/<str:public_id>/", square.show_conversation, name="square_conversation"),
    path("account/", include(signing_in.urlpatterns)),
    path("media/<str:token>", media.show_media, name="media"),
]
