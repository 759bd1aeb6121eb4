"""Addresses of waiting_lists."""

from django.urls import URLPattern

app_name = "waiting_lists"
urlpatterns: list[URLPattern] = []
