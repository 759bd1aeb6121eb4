"""Pages of imports: drop a file, look at what was found, use it, see to the rows that were not loaded."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core.access import WRITE
from directorate.core.access_log import record_access
from directorate.core.forms.imports import (
    AnyFileForm,
    DayForm,
    KindForm,
    MappingForm,
    OwnerForm,
    SettleForm,
    UploadForm,
)
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.importers.feeds import IMPORT_SUBJECTS, DocumentFeed, Feed, StagedFeed, feed_of
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.imports.batches import Answers, ImportFailedError, NotPossibleError, give_up_batch
from directorate.core.imports.file_store import Kept, drop, keep, receive, take_in
from directorate.core.imports.progress import standing_of
from directorate.core.imports.sorting import feed_for, kept_by, token_of
from directorate.core.imports.work_queue import start_check, start_use
from directorate.core.imports.worklist import (
    batches_visible_to,
    feeds_importable_by,
    give_row,
    manages_all_of,
    owners,
    rows_visible_to,
    settle_row,
)
from directorate.core.models import ImportBatch, RejectedRow
from directorate.core.models.access import AccessKind
from directorate.core.models.imports import BatchState, RowOutcome
from directorate.core.render.rejected_rows import RowsOfSheet, WorkbookRow, workbook_of
from directorate.core.views.import_words import (
    FileIssue,
    Finding,
    can_be_confirmed,
    file_issues,
    findings_of,
    has_nothing_to_load,
    other_days_in_name,
    takes_corrections,
)

ROWS_A_PAGE = 50
WARNINGS_SHOWN = 200
BATCHES_SHOWN = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 1024 * 1024
RUNNING = {BatchState.UPLOADED, BatchState.CHECKING, BatchState.COMMITTING}
may_import = requires(*IMPORT_SUBJECTS, operation=WRITE)


@require_GET
@may_import
def batch_list(request: AuthenticatedRequest) -> HttpResponse:
    """The latest files and what became of them."""
    batches = batches_visible_to(request.user).order_by("-uploaded_at")[:BATCHES_SHOWN]
    feed_names = {feed.key: feed.name for feed in feeds_importable_by(request.user)}
    return render(request, "core/import_batch_list.html", {"batches": batches, "feed_names": feed_names})


@require_http_methods(["GET", "POST"])
@may_import
def batch_upload(request: AuthenticatedRequest) -> HttpResponse:
    """Drop a file; it is checked at once, nothing counts yet."""
    feeds = feeds_importable_by(request.user)
    if request.method == "GET":
        return render(request, "core/import_batch_upload.html", {"form": AnyFileForm(feeds=feeds)})
    if "token" in request.POST:
        return _kind_said(request, form=KindForm(request.POST, feeds=feeds))
    form = AnyFileForm(request.POST, request.FILES, feeds=feeds)
    if form.is_valid():
        return _sorted(request, form=form)
    return render(request, "core/import_batch_upload.html", {"form": form}, status=422)


def _sorted(request: AuthenticatedRequest, *, form: AnyFileForm) -> HttpResponse:
    """Take a file in as what it was said to be or looks like; where neither is known, ask."""
    file = form.cleaned_data["file"]
    kept = keep(file.chunks(CHUNK), name=file.name or "")
    try:
        feed = feed_for(kept, user=request.user, said=form.cleaned_data["feed"])
    except FileRefusedError as error:
        drop(kept)
        form.add_error("file", error.explanation)
        return render(request, "core/import_batch_upload.html", {"form": form}, status=422)
    if feed is None:
        asked = KindForm(feeds=feeds_importable_by(request.user), token=token_of(kept, user=request.user))
        return render(request, "core/import_batch_kind.html", {"form": asked, "name": kept.name})
    return _taken_in(request, kept=kept, feed=feed.key)


def _kind_said(request: AuthenticatedRequest, *, form: KindForm) -> HttpResponse:
    kept = kept_by(str(request.POST["token"]), user=request.user)
    if kept is None:
        messages.error(request, "This file was sent too long ago. Choose it again.")
        return redirect("imports:batch_upload")
    if not form.is_valid():
        return render(request, "core/import_batch_kind.html", {"form": form, "name": kept.name}, status=422)
    return _taken_in(request, kept=kept, feed=form.cleaned_data["feed"])


def _taken_in(request: AuthenticatedRequest, *, kept: Kept, feed: str) -> HttpResponse:
    batch = take_in(kept, feed=feed, by=request.user)
    with suppress(ImportFailedError, NotPossibleError):
        start_check(batch, by=request.user)
    return redirect("imports:batch_view", batch.pk)


def _received(request: AuthenticatedRequest, *, form: UploadForm, feed: Feed, corrects: ImportBatch) -> HttpResponse:
    file = form.cleaned_data["file"]
    batch = receive(file.chunks(CHUNK), name=file.name or "", feed=feed.key, by=request.user, corrects=corrects)
    with suppress(ImportFailedError, NotPossibleError):
        start_check(batch, by=request.user)
    return redirect("imports:batch_view", batch.pk)


@require_GET
@may_import
def batch_view(request: AuthenticatedRequest, batch_id: int) -> HttpResponse:
    """What was found in a file, and what can be done with it now; while it is worked on, how far that is."""
    batch = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    if batch.state in RUNNING:
        standing = standing_of(batch.pk)
        page = "core/import_progress_part.html" if request.headers.get("HX-Request") else "core/import_progress.html"
        return render(request, page, {"batch": batch, "standing": standing})
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "core/import_batch_view.html", _found(request, batch=batch))


@dataclass(frozen=True)
class CodeCount:
    """How many rows have one finding."""

    finding: Finding
    rows: int


def _found(request: AuthenticatedRequest, *, batch: ImportBatch) -> dict[str, Any]:
    feed = feed_of(batch.feed)
    rejected = batch.counts.get("rejected", {})
    warned = batch.warnings.values("code").annotate(rows=Count("pk")).order_by("-rows")
    issues: list[FileIssue] = file_issues(batch)
    return {
        "batch": batch,
        "feed": feed,
        "issues": issues,
        "rejected": [CodeCount(findings_of(feed, code), count) for code, count in rejected.items()],
        "warned": [CodeCount(findings_of(feed, row["code"]), row["rows"]) for row in warned],
        "ours": batch.rejected_rows.filter(specialty__isnull=False).count(),
        "first_rows": _with_words(
            rows_visible_to(request.user).filter(batch=batch).order_by("sheet", "row_number")[:10]
        ),
        "day_form": DayForm(feed=feed, initial={"as_at": _suggested(batch)}),
        "mapping_form": _mapping_form(batch, data=None),
        "nothing_to_load": has_nothing_to_load(batch),
        "later": _later_list(batch),
        "days_of_name": other_days_in_name(batch),
        "can_be_confirmed": can_be_confirmed(batch),
        "may_confirm": can_be_confirmed(batch) and manages_all_of(feed, user=request.user),
        "is_document": isinstance(feed, DocumentFeed),
        "duplicates": [
            (sheet, row, findings_of(feed, code))
            for sheet, row, code in batch.counts.get("duplicates", [])[:ROWS_A_PAGE]
        ],
        "unsettled": rows_visible_to(request.user).filter(batch=batch, outcome="").count(),
    }


def _later_list(batch: ImportBatch) -> ImportBatch | None:
    """The latest list of this kind in use that is of a later day than this one; screens show that one."""
    if batch.as_at is None or isinstance(feed_of(batch.feed), DocumentFeed):
        return None
    later = ImportBatch.objects.filter(feed=batch.feed, state=BatchState.ACCEPTED, as_at__gt=batch.as_at)
    return later.order_by("-as_at").first()


def _suggested(batch: ImportBatch) -> str:
    year, _, rest = batch.counts.get("suggested_date", "").partition("-")
    month, _, day = rest.partition("-")
    return f"{int(day)}/{int(month)}/{year}" if day else ""


def _mapping_form(batch: ImportBatch, *, data: Any) -> MappingForm | None:
    feed = feed_of(batch.feed)
    if "missing_columns" not in batch.file_issues or not isinstance(feed, StagedFeed):
        return None
    return MappingForm(data, feed=feed, headings=batch.headings, missing=batch.missing_columns)


@require_POST
@may_import
def batch_check(request: AuthenticatedRequest, batch_id: int) -> HttpResponse:
    """Check again, with what the person has answered: the day, the columns, or that it is right all the same."""
    batch = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    feed = feed_of(batch.feed)
    day_form = DayForm(request.POST, feed=feed) if "as_at" in request.POST else None
    mapping_form = _mapping_form(batch, data=request.POST)
    if day_form is not None and not day_form.is_valid():
        return render(
            request, "core/import_batch_view.html", _found(request, batch=batch) | {"day_form": day_form}, status=422
        )
    answers = Answers(
        as_at=day_form.cleaned_data["as_at"] if day_form else (batch.as_at if batch.corrects is None else None),
        mapping=mapping_form.chosen() if mapping_form and mapping_form.is_valid() else None,
        is_confirmed="confirm" in request.POST and can_be_confirmed(batch) and manages_all_of(feed, user=request.user),
    )
    _try(request, step=lambda: start_check(batch, by=request.user, answers=answers))
    return redirect("imports:batch_view", batch.pk)


@require_POST
@may_import
def batch_use(request: AuthenticatedRequest, batch_id: int) -> HttpResponse:
    """Use this list."""
    batch = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    if has_nothing_to_load(batch):
        messages.error(request, "No row of this file can be loaded, so it was not used. What to do stands below.")
    else:
        _try(request, step=lambda: start_use(batch, by=request.user))
    return redirect("imports:batch_view", batch.pk)


@require_POST
@may_import
def batch_give_up(request: AuthenticatedRequest, batch_id: int) -> HttpResponse:
    """Do not use this list."""
    batch = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    _try(request, step=lambda: give_up_batch(batch.pk, by=request.user))
    return redirect("imports:batch_list")


def _try(request: AuthenticatedRequest, *, step: Any) -> None:
    """Take a step; what stands in its way is said on the next page."""
    try:
        step()
    except NotPossibleError as error:
        messages.error(request, str(error))
    except ImportFailedError:
        return


@dataclass(frozen=True)
class RowInWords:
    """A rejected row and what its code means."""

    row: RejectedRow
    finding: Finding


def _with_words(rows: Any) -> Sequence[RowInWords]:
    return [RowInWords(row, findings_of(feed_of(row.batch.feed), row.code)) for row in rows.select_related("batch")]


@require_GET
@may_import
def warning_list(request: AuthenticatedRequest, batch_id: int) -> HttpResponse:
    """What was noticed on rows that were loaded, one kind at a time."""
    batch = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    code = request.GET.get("code", "").replace("\0", "")
    warnings = batch.warnings.filter(code=code) if code else batch.warnings.all()
    record_access(
        user=request.user, kind=AccessKind.LIST, subject=feed_of(batch.feed).reads, filters={"import": batch.pk}
    )
    shown = warnings.order_by("sheet", "row_number", "pk")[:WARNINGS_SHOWN]
    return render(request, "core/import_warning_list.html", {
        "batch": batch,
        "finding": findings_of(feed_of(batch.feed), code) if code else None,
        "warnings": [(warning, findings_of(feed_of(batch.feed), warning.code)) for warning in shown],
        "total": warnings.count(),
    })  # fmt: skip


@require_GET
@may_import
def row_list(request: AuthenticatedRequest, batch_id: int) -> HttpResponse:
    """The rows of a list that were not loaded: a worklist with owners."""
    batch = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    rows = rows_visible_to(request.user).filter(batch=batch)
    kinds = {"open": rows.filter(outcome=""), "ours": rows.filter(outcome="", specialty__isnull=False), "all": rows}
    shown = request.GET.get("show", "open")
    shown = shown if shown in kinds else "all"
    page = Paginator(kinds[shown].order_by("sheet", "row_number"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    record_access(
        user=request.user, kind=AccessKind.LIST, subject=feed_of(batch.feed).reads, row_count=len(page.object_list),
        filters={"import": batch.pk, "show": shown}, request=request,
    )  # fmt: skip
    return render(request, "core/import_row_list.html", {
        "batch": batch,
        "feed": feed_of(batch.feed),
        "takes_corrections": takes_corrections(feed_of(batch.feed)),
        "page": page,
        "rows": _with_words(page.object_list),
        "shown": shown,
        "open": rows.filter(outcome="").count(),
        "ours": rows.filter(outcome="", specialty__isnull=False).count(),
        "total": rows.count(),
        "owners": owners(),
        "outcomes": [outcome for outcome in RowOutcome if outcome != RowOutcome.CORRECTED],
        "form": UploadForm(),
    })  # fmt: skip


@require_GET
@may_import
def row_download(request: AuthenticatedRequest, batch_id: int) -> HttpResponse:
    """The rows that were not loaded as a workbook, to be corrected and brought back."""
    batch = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    rows = list(
        _with_words(rows_visible_to(request.user).filter(batch=batch, outcome="").order_by("sheet", "row_number"))
    )
    record_access(
        user=request.user, kind=AccessKind.EXPORT, subject=feed_of(batch.feed).reads, row_count=len(rows),
        filters={"import": batch.pk}, request=request,
    )  # fmt: skip
    by_sheet = batch.counts.get("headings_of_sheets") or {"": batch.headings}
    content = workbook_of([
        RowsOfSheet(
            title=sheet,
            headings=headings,
            rows=[_workbook_row(found) for found in rows if found.row.sheet == sheet],
        )
        for sheet, headings in by_sheet.items()
    ])  # fmt: skip
    name = f"rows-not-loaded-{batch.as_at or batch.pk}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _workbook_row(found: RowInWords) -> WorkbookRow:
    return WorkbookRow(
        row_number=found.row.row_number,
        wrong=found.finding.wrong,
        column=found.row.column or "",
        value=found.row.value or "",
        advice=found.finding.advice,
        cells=found.row.cells,
    )


@require_POST
@may_import
def row_bring_back(request: AuthenticatedRequest, batch_id: int) -> HttpResponse:
    """The corrected workbook: its rows join the same list."""
    batch = get_object_or_404(batches_visible_to(request.user), pk=batch_id)
    form = UploadForm(request.POST, request.FILES)
    feed = feed_of(batch.feed)
    if batch.state != BatchState.ACCEPTED or not takes_corrections(feed) or not form.is_valid():
        for text in form.errors.get("file", ["Rows can be brought back only to a list in use."]):
            messages.error(request, str(text))
        return redirect("imports:row_list", batch.pk)
    return _received(request, form=form, feed=feed, corrects=batch)


@require_POST
@may_import
def row_settle(request: AuthenticatedRequest, row_id: int) -> HttpResponse:
    """Settle one row."""
    row = get_object_or_404(rows_visible_to(request.user), pk=row_id)
    form = SettleForm(request.POST)
    if form.is_valid():
        settle_row(
            row.pk, by=request.user, outcome=RowOutcome(form.cleaned_data["outcome"]), note=form.cleaned_data["note"]
        )
        messages.success(request, f"Row {row.row_number:,} is settled.")
    else:
        messages.error(
            request, f"Row {row.row_number:,} is not settled. Choose beside it how it ends, then press Settle."
        )
    return redirect("imports:row_list", row.batch_id)


@require_POST
@may_import
def row_give(request: AuthenticatedRequest, row_id: int) -> HttpResponse:
    """Give one row to somebody."""
    row = get_object_or_404(rows_visible_to(request.user), pk=row_id)
    form = OwnerForm(request.POST)
    if form.is_valid():
        owner = form.cleaned_data["owner"]
        give_row(row.pk, by=request.user, owner=owner)
        messages.success(request, f"Row {row.row_number:,} is with {owner.name if owner else 'nobody'}.")
    else:
        messages.error(request, "Choose somebody from the list.")
    return redirect("imports:row_list", row.batch_id)
