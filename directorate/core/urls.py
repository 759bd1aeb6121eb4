"""Addresses of core_admin."""

from django.urls import URLPattern

app_name = "core_admin"
urlpatterns: list[URLPattern] = []
