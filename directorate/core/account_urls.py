"""The allauth pages that can be reached; the others are not mounted."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
