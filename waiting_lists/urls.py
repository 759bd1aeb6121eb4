"""Addresses of waiting_lists."""

from django.urls import path

from waiting_lists.views import dashboard

app_name = "waiting_lists"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("pathways/", dashboard.dashboard, name="pathway_list"),
]
