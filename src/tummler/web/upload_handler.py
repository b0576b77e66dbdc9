"""Files are taken where a file is asked for, from somebody who is signed in; elsewhere not a byte is kept."""

from __future__ import annotations

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.urls import reverse

from tummler.acts.uploading import LARGEST

#: What a form's other fields and its borders may weigh.
_AROUND = 64 * 1024


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
        request: Any = self.request
        asked = request is not None and request.path == reverse("imports") and request.user.is_authenticated
        self.asked = asked
        if content_length > (LARGEST + _AROUND if asked else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
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
