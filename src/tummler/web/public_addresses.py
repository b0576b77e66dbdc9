"""Addresses of the square, pictures, setup, channels, people and signing in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tummler.web import (
    channels,
    help,
    importing,
    me,
    media,
    people,
    places,
    public_articles,
    reading_once,
    really,
    search_engines,
    setting_up,
    signing_in,
    square,
    topics,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", search_engines.robots, name="robots"),
    path("sitemap.xml", search_engines.sitemap, name="sitemap"),
    path("at/<str:place>/", places.go, name="at"),
    path("at/<slug:slug>/<str:place>/", places.go, name="at_brand"),
    path("read/", reading_once.go_read, name="read"),
    path("read/<slug:slug>/", reading_once.go_read, name="read_brand"),
    path("square/<slug:slug>/", square.show_square, name="square"),
    path("me/", me.go, name="me_short"),
    path("me/<slug:slug>/", me.go, name="me_short_brand"),
    path("square/<slug:slug>/me/", me.show_me, name="me"),
    path("square/<slug:slug>/me/back/", me.come_back, name="me_back"),
    path("square/<slug:slug>/me/with/<str:key>/", me.go_there, name="me_with"),
    path("clients/<str:key>.json", me.describe_us, name="client_description"),
    path("square/<slug:slug>/me/word/", me.show_word, name="me_word"),
    path("square/<slug:slug>/check/", really.show_check, name="square_check"),
    path("square/<slug:slug>/sheet/", places.show_sheet, name="square_sheet"),
    path("square/<slug:slug>/read/", reading_once.show_read, name="square_read"),
    path("square/<slug:slug>/asked/<str:remote_id>/", square.show_asked, name="square_asked"),
    path("square/<slug:slug>/articles/", public_articles.show_all, name="square_articles"),
    path("square/<slug:slug>/articles/feed/", public_articles.show_feed, name="square_articles_feed"),
    path("square/<slug:slug>/articles/<str:public_id>/", public_articles.show_one, name="square_article"),
    path("square/<slug:slug>/<str:public_id>/", square.show_conversation, name="square_conversation"),
    path("setup/", setting_up.set_up, name="setup"),
    path("setup/", setting_up.set_up, name="settings"),  # under this name it is a place in the header
    path("setup/colour/", setting_up.preview_colour, name="setup_colour"),
    path("setup/words/", setting_up.preview_words, name="setup_words"),
    path("channels/", channels.show_channels, name="channels"),
    path("channels/connect/<str:key>/", channels.show_connect, name="channel_connect"),
    path("channels/back/<str:ticket>/", channels.show_back, name="channel_back"),
    path("channels/<str:public_id>/", channels.show_channel, name="channel"),
    path("help/", help.show_help, name="help"),
    path("imports/", importing.show_imports, name="imports"),
    path("imports/<str:public_id>/", importing.show_import, name="import"),
    path("imports/<str:public_id>/errors.csv", importing.show_errors, name="import_errors"),
    path("topics/", topics.show_topics, name="topics"),
    path("people/", people.show_people, name="people"),
    path("account/", include(signing_in.urlpatterns)),
    path("media/<str:token>", media.show_media, name="media"),
]
