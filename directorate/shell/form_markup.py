"""What the form macros ask about a Django field: which NHS component it is, and its widget dressed for it."""

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

# A checkbox list is a kind of radio list, and so on: the first match counts.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.SelectDateWidget, "date"),
    (forms.MultiWidget, "date"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
)
PARTS = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))


def field_kind(bound: BoundField) -> str:
    """The NHS component of a field: hidden, checkboxes, radios, date, select, textarea, checkbox, file or input."""
    return next((kind for widget, kind in KINDS if isinstance(bound.field.widget, widget)), "input")


def first_id(bound: BoundField) -> str:
    """The id of the control that an error in the summary leads to."""
    if field_kind(bound) in {"radios", "checkboxes"}:
        return f"{bound.auto_id}_0"
    if field_kind(bound) == "date":
        return date_parts(bound)[0].id
    return bound.id_for_label or bound.auto_id


def dressed(bound: BoundField, classes: str, described: str, attrs: dict[str, str]) -> SafeString:
    """Django's own widget with NHS classes, joined to its hint and its error."""
    own_classes = bound.field.widget.attrs.get("class", "")
    extra = {"class": f"{classes} {own_classes}".strip(), "aria-describedby": described, **attrs}
    return bound.as_widget(attrs={name: value for name, value in extra.items() if value})


@dataclass(frozen=True)
class DatePart:
    """One of the three boxes of a date."""

    id: str
    name: str
    label: str
    width: int
    value: str


def date_parts(bound: BoundField) -> list[DatePart]:
    """Day, month and year of a field of three boxes (a MultiWidget in this order, or SelectDateWidget's names)."""
    widget = bound.field.widget
    context = widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id})["widget"]
    boxes = context["subwidgets"]
    if isinstance(widget, forms.SelectDateWidget):
        boxes = sorted(boxes, key=lambda box: ("day", "month", "year").index(box["name"].rsplit("_", 1)[-1]))
    return [
        DatePart(box["attrs"]["id"], box["name"], label, width, _text(box["value"]))
        for box, (_, label, width) in zip(boxes, PARTS, strict=True)
    ]


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return "" if value is None else str(value)
