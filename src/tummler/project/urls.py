"""Addresses."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tummler.web.addresses")),
    path("", include("tummler.web.public_addresses")),
]
handler404 = "tummler.web.broken.not_found"
handler500 = "tummler.web.broken.server_error"
