"""The demo of the application."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the app with Django."""

    name = "directorate.demo"
    label = "demo"
