"""The shell of the application."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Registers the app with Django."""

    name = "directorate.shell"
    label = "shell"
