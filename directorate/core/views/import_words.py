"""Codes of an import in words for people: what it means and what to do."""

from dataclasses import dataclass

from directorate.core.importers.feeds import Feed
from directorate.core.models import ImportBatch

FILE_ISSUES = {
    "empty_file": ("The file is empty", "Export the list again and choose that file."),
    "unreadable": ("The file cannot be read", ""),
    "duplicate_file": ("This file is in use already", ""),
    "missing_columns": (
        "Columns are missing",
        "Say below which column of the file they are, or export the list again.",
    ),
    "header_only": ("The file has headings but no rows", "Export the list again."),
    "wrong_provider_file": (
        "Half or more of the rows belong to another provider",
        "Check that this is the list of this Trust.",
    ),
    "census_not_newer": (
        "There is a list of this day or a later one already",
        "Choose a newer list. A directorate manager can use this one all the same.",
    ),
    "row_count_drop": (
        "The list has far fewer rows than the last one",
        "Find out why before you use it. Until then nobody is shown as gone.",
    ),
    "clock_starts_moved": (
        "Far more clock starts have changed than from one list to the next",
        "Ask whether the export or its date column was changed before you use it.",
    ),
    "pathways_replaced": (
        "Nearly every pathway is new or gone",
        "Check that this is the whole list of this Trust, with its usual pathway identifiers.",
    ),
}
CONFIRMABLE = frozenset({"census_not_newer", "row_count_drop", "clock_starts_moved", "pathways_replaced"})


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
    issues = [FileIssue(*FILE_ISSUES.get(code, (code, ""))) for code in batch.file_issues]
    if issues and batch.explanation:
        issues[-1] = FileIssue(issues[-1].title, f"{batch.explanation} {issues[-1].advice}".strip())
    return issues


def findings_of(feed: Feed, code: str) -> Finding:
    """Return a row code in words."""
    wrong, advice = feed.codes.get(code, (code, ""))
    return Finding(code=code, wrong=wrong, advice=advice)


def can_be_confirmed(batch: ImportBatch) -> bool:
    """Return whether a manager can say that a file is right although it is held or refused."""
    return bool(batch.file_issues) and set(batch.file_issues) <= CONFIRMABLE
