"""Addresses of the shell."""

from django.urls import path

from directorate.shell import views

app_name = "shell"
urlpatterns = [path("", views.today, name="today")]
