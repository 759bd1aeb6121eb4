"""Addresses of the shell."""

from django.urls import path

from directorate.shell import views

app_name = "shell"
urlpatterns = [
    path("", views.today, name="today"),
    path("start/", views.start, name="start"),
    path("search/", views.find, name="search"),
    path("help/", views.help_page, name="help"),
    path("help/words/", views.glossary, name="glossary"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
