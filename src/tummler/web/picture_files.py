"""Pictures of our own as files."""

from __future__ import annotations

from django.http import HttpResponse

from tummler.records.models import Picture


def picture_file(picture: Picture) -> HttpResponse:
    """One of our own pictures as a file."""
    headers = {
        "Cache-Control": "private, max-age=86400, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(picture.content), content_type=picture.mime, headers=headers)
