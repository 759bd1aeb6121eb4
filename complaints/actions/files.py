"""Keep a file of a case; a statement is kept as its author's, uploaded on their behalf."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from complaints.actions.cases import locked
from complaints.actions.problems import CaseRefused
from complaints.actions.work import receive_statement
from complaints.facts.file_store import FILES
from complaints.models import Case, CaseFile, StatementRequest
from directorate.core import clock
from directorate.core.history import acting
from directorate.core.importers.attachments import Attachment, AttachmentRefusedError, read_attachment
from directorate.core.imports.file_store import shown_name
from directorate.core.models import User


def add_file(case: Case, *, content: bytes, name: str, by: User, request: StatementRequest | None = None) -> CaseFile:
    """Keep a file; nothing stays on the disk when the row cannot be written.

    Raises:
        CaseRefused: the content is not of a kind that is kept.
    """
    try:
        attachment = read_attachment(content)
    except AttachmentRefusedError as problem:
        raise CaseRefused(str(problem), field="file") from problem
    with kept([attachment]) as (stored,), transaction.atomic(), acting(by=by, action="Add file"):
        row = locked(case, by=by)
        return add_row(row, attachment, stored_name=stored, name=name, by=by, request=request)


@contextmanager
def kept(attachments: Sequence[Attachment]) -> Iterator[list[str]]:
    """The names under which files are kept on the disk; none stays there when what is done inside fails."""
    stored: list[str] = []
    try:
        for attachment in attachments:
            stored.append(FILES.keep(attachment.content))  # noqa: PERF401 those before a full disk are known then
        yield stored
    except BaseException:
        for name in stored:
            FILES.forget(name)
        raise


def add_row(
    case: Case, attachment: Attachment, *, stored_name: str, name: str, by: User, request: StatementRequest | None
) -> CaseFile:
    """The row of a file that is kept on the disk; inside the caller's transaction."""
    return CaseFile.objects.create(
        case=case,
        request=request,
        on_behalf_of=request.person if request else None,
        original_name=shown_name(name),
        stored_name=stored_name,
        media_type=attachment.media_type,
        sha256=hash_of(attachment),
        size_bytes=len(attachment.content),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )


def hash_of(attachment: Attachment) -> str:
    """The SHA-256 of what is kept of a file, in hexadecimal."""
    return hashlib.sha256(attachment.content).hexdigest()


def receive_with_file(request: StatementRequest, *, received: date, content: bytes | None, name: str, by: User) -> None:
    """A statement came, with its file or without one: both or neither is kept."""
    with transaction.atomic():
        receive_statement(request, received=received, by=by)
        if content is not None:
            add_file(request.point.case, content=content, name=name, by=by, request=request)
