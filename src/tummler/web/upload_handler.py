"""Files are taken where a file is asked for, from somebody who is signed in; elsewhere not a byte is kept."""

from __future__ import annotations

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.urls import reverse

from tummler.acts.uploading import LARGEST
from tummler.answering.pictures import MOST, MOST_BYTES

#: What a form's other fields and its borders may weigh.
_AROUND = 64 * 1024
#: Articles as files, packed or not.
LARGEST_ARTICLES = 8 * 1024 * 1024
#: Pictures of one answer; each that is too large alone is told in words by the page itself.
_PICTURES = 2 * MOST * MOST_BYTES


def may_bring(request: Any) -> int:
    """How many bytes of files this request may bring: to the desk pictures, to the imports a file, elsewhere none."""
    if request is None or not request.user.is_authenticated:
        return 0
    if request.path == reverse("imports"):
        return LARGEST
    if request.path == reverse("article_files"):
        return LARGEST_ARTICLES
    return _PICTURES if request.path.startswith(reverse("desk")) else 0


class OnlyWhereAsked(FileUploadHandler):
    """The first of the handlers: looks at the request before its body is read."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse what nobody asked for, or is too large, before it is stored anywhere."""
        most = may_bring(self.request)
        self.asked = most > 0
        if content_length > (most + _AROUND if most else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            raise RequestDataTooBig("a file that nobody asked for, or a larger one")

    def new_file(self, *args: Any, **more: Any) -> None:
        """Elsewhere a file among the fields is passed over."""
        if not self.asked:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """On to the next handler, which keeps it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler's matter."""
