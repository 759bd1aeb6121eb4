"""Django forms in NHS markup: labels, hints and errors joined to their controls."""

from typing import Any

import pytest
from django import forms
from django.template import engines

from directorate.shell.form_markup import field_kind, first_id


class Example(forms.Form):
    name = forms.CharField(help_text="As on the badge", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    note = forms.CharField(widget=forms.Textarea)
    site = forms.ChoiceField(choices=[("w", "Worcester"), ("k", "Kidderminster")])
    kind = forms.ChoiceField(choices=[("a", "Annual"), ("s", "Study")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(choices=[("1", "Monday")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField()
    paper = forms.FileField()
    born = forms.DateField(widget=forms.SelectDateWidget(years=[2025, 2026]))
    secret = forms.CharField(widget=forms.HiddenInput)


def rendered(source: str, **context: Any) -> str:
    imports = (
        '{% from "components/form.html" import error_summary, field, fields, confirm_button, filters with context %}'
    )
    return engines["jinja2"].from_string(imports + source).render(context)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("name", "input"), ("note", "textarea"), ("site", "select"), ("kind", "radios"), ("days", "checkboxes"),
        ("agreed", "checkbox"), ("paper", "file"), ("born", "date"), ("secret", "hidden"),
    ],
)  # fmt: skip
def test_each_widget_has_its_component(name: str, kind: str) -> None:
    assert field_kind(Example()[name]) == kind


def test_a_field_is_joined_to_its_label_hint_and_error() -> None:
    html = rendered('{{ field(form["name"], width=20) }}', form=Example({}))
    assert '<label class="nhsuk-label" for="id_name">' in html
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'id="id_name-hint"' in html
    assert 'id="id_name-error"' in html
    assert "nhsuk-input--width-20" in html
    assert "nhsuk-input--error" in html
    assert 'autocomplete="name"' in html


def test_every_field_of_a_form_is_shown_with_its_value_kept() -> None:
    html = rendered("{{ fields(form) }}", form=Example({"name": "Ann <b>", "site": "k", "kind": "s", "days": ["1"]}))
    assert 'value="Ann &lt;b&gt;"' in html
    assert '<option value="k" selected>' in html
    assert html.count("checked") == 2
    assert html.count("<fieldset") == 3
    assert 'type="hidden" name="secret"' in html


def test_the_error_summary_leads_to_each_control() -> None:
    form = Example({})
    html = rendered("{{ error_summary(form) }}", form=form)
    for bound in form:
        if bound.errors:
            assert f'href="#{first_id(bound)}"' in html
    whole = rendered("{{ fields(form) }}", form=form)
    for bound in form:
        if bound.errors and not bound.is_hidden:
            assert f'id="{first_id(bound)}"' in whole


def test_a_form_without_errors_has_no_summary() -> None:
    assert not rendered("{{ error_summary(form) }}", form=Example()).strip()


def test_a_question_is_asked_before_the_button_that_acts() -> None:
    html = rendered('{{ confirm_button("/x/", "Remove", "Remove it?", "", values={"version": 3}) }}')
    assert "<details" in html
    assert '<form class="app-confirm__body" action="/x/" method="post">' in html
    assert 'name="version" value="3"' in html
