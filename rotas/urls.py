"""Addresses of rotas."""

from django.urls import path

from rotas.views import rota_check

app_name = "rotas"
urlpatterns = [
    path("check/", rota_check.rota_check, name="rota_check"),
]
