"""What a page says when something breaks behind it."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from tummler.records.models import Brand

#: A database that is locked, full or away is back within seconds or after somebody's help; a browser may try again.
_AGAIN_AFTER = 5


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address; below a brand's square it is still that brand's page (``handler404``)."""
    match = request.resolver_match
    slug = match.kwargs.get("slug", "") if match else ""
    brand = Brand.objects.filter(slug=slug).first() if slug else None
    return TemplateResponse(request, "404.html", {"brand": brand}, status=404).render()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's last resort (``handler500``): our own mistake, or a database that can't be written just now."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    answer = TemplateResponse(
        request, "503.html" if away else "500.html", {"typed": request.method == "POST"}, status=503 if away else 500
    )
    if away:
        answer["Retry-After"] = str(_AGAIN_AFTER)
    return answer.render()
