"""Codes of an import in words for people: what it means and what to do."""

from dataclasses import dataclass
from datetime import date

from directorate.core.importers.dates import dates_in_file_name
from directorate.core.importers.feeds import DocumentFeed, Feed, feed_of
from directorate.core.models import ImportBatch

FILE_ISSUES = {
    "empty_file": ("The file is empty", "Export the list again and choose that file."),
    "unreadable": ("The file cannot be read", ""),
    "duplicate_file": ("This file is in use already", ""),
    "missing_columns": (
        "Columns are missing",
        "Export the list again with these columns; where the page asks for it, say which column of the file they are.",
    ),
    "header_only": ("The file has headings but no rows", "Export the list again."),
}


@dataclass(frozen=True)
class FileIssue:
    """Why a file is refused or held."""

    title: str
    advice: str


@dataclass(frozen=True)
class Finding:
    """What a row code means and what to do."""

    code: str
    wrong: str
    advice: str


def file_issues(batch: ImportBatch) -> list[FileIssue]:
    """Return the reasons in words; what only this file can say comes last."""
    known = FILE_ISSUES | dict(feed_of(batch.feed).file_codes)
    issues = [FileIssue(*known.get(code, (code, ""))) for code in batch.file_issues]
    if issues and batch.explanation:
        issues[-1] = FileIssue(issues[-1].title, f"{batch.explanation} {issues[-1].advice}".strip())
    return issues


def findings_of(feed: Feed, code: str) -> Finding:
    """Return a row code in words."""
    wrong, advice = feed.codes.get(code, (code, ""))
    return Finding(code=code, wrong=wrong, advice=advice)


def can_be_confirmed(batch: ImportBatch) -> bool:
    """Return whether a manager can say that a file is right although it is held or refused."""
    return bool(batch.file_issues) and set(batch.file_issues) <= feed_of(batch.feed).confirmable


def has_nothing_to_load(batch: ImportBatch) -> bool:
    """Return whether a file has rows, and none that can be loaded: then there is nothing to use."""
    return bool(batch.rows_rejected) and not batch.rows_accepted and not batch.counts.get("rows_changed")


def takes_corrections(feed: Feed) -> bool:
    """Return whether rows of this feed can be brought back one by one."""
    return not isinstance(feed, DocumentFeed) or feed.takes_corrections


def other_days_in_name(batch: ImportBatch) -> list[date]:
    """Return the days the name of the file gives when none of them is the day of its rows."""
    days = dates_in_file_name(batch.original_name)
    return [] if batch.as_at in days or batch.as_at is None else days
