"""The waiting lists app."""

from django.apps import AppConfig


class WaitingListsConfig(AppConfig):
    """Registers the app with Django."""

    name = "waiting_lists"
