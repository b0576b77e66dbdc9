"""Whole pages and single blocks of them, from the same template file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2, Template
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

from tummler.web.toasts import kept


def _template(name: str) -> Template:
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)  # settings.TEMPLATES
    return engine.get_template(name)


def page(request: HttpRequest, name: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A whole page; of ours, with what was just done."""
    if "helper" in context and "toast" not in context and not exchanged(request):
        context = {**context, "toast": kept(request)}
    template = _template(name)
    return _private(HttpResponse(template.template.render(_with(request, template, context)), status=status))


def blocks(
    request: HttpRequest, name: str, wanted: tuple[str, ...], context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Some blocks of a page, one after the other: what an exchange needs."""
    template = _template(name)
    made = template.template.new_context(_with(request, template, context))
    return _private(HttpResponse("".join(_block(template, block, made) for block in wanted), status=status))


def _with(request: HttpRequest, template: Template, context: Mapping[str, Any]) -> dict[str, Any]:
    """What every page is drawn with. Its forms share one token: twenty drawn by lot would be a kilobyte sent."""
    values = dict(context) | {"request": request, "csrf_input": SimpleLazyObject(lambda: csrf_input(request))}
    for processor in template.backend.template_context_processors:
        values |= processor(request)
    return values


def _block(template: Template, block: str, context: Any) -> str:
    """Its pieces come escaped already where they had to be."""
    return "".join(template.template.blocks[block](context))


def _private(response: HttpResponse) -> HttpResponse:
    """Pages are somebody's own: nothing between us and them keeps a copy."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def exchanged(request: HttpRequest) -> bool:
    """Whether a page asked for a fragment by htmx, rather than a person for a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"
