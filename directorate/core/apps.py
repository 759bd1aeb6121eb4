"""The app on which the others stand."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """People, organisation, roles, imports, actions, history."""

    name = "directorate.core"
    label = "core"
