"""Keep a file of a case; a statement is kept as its author's, uploaded on their behalf."""

import hashlib
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
    stored = FILES.keep(attachment.content)
    try:
        with transaction.atomic(), acting(by=by, action="Add file"):
            row = locked(case, by=by)
            return _row(row, attachment, stored_name=stored, name=name, by=by, request=request)
    except BaseException:
        FILES.forget(stored)
        raise


def _row(
    case: Case, attachment: Attachment, *, stored_name: str, name: str, by: User, request: StatementRequest | None
) -> CaseFile:
    return CaseFile.objects.create(
        case=case,
        request=request,
        on_behalf_of=request.person if request else None,
        original_name=shown_name(name),
        stored_name=stored_name,
        media_type=attachment.media_type,
        sha256=hashlib.sha256(attachment.content).hexdigest(),
        size_bytes=len(attachment.content),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )


def receive_with_file(request: StatementRequest, *, received: date, content: bytes | None, name: str, by: User) -> None:
    """A statement came, with its file or without one: both or neither is kept."""
    with transaction.atomic():
        receive_statement(request, received=received, by=by)
        if content is not None:
            add_file(request.point.case, content=content, name=name, by=by, request=request)
