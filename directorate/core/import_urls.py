"""Addresses of the import pages."""

from django.urls import path

from directorate.core.views.imports import (
    batch_check,
    batch_give_up,
    batch_list,
    batch_upload,
    batch_use,
    batch_view,
    row_bring_back,
    row_download,
    row_give,
    row_list,
    row_settle,
    warning_list,
)

app_name = "imports"
urlpatterns = [
    path("", batch_list, name="batch_list"),
    path("upload/", batch_upload, name="batch_upload"),
    path("<int:batch_id>/", batch_view, name="batch_view"),
    path("<int:batch_id>/check/", batch_check, name="batch_check"),
    path("<int:batch_id>/use/", batch_use, name="batch_use"),
    path("<int:batch_id>/give-up/", batch_give_up, name="batch_give_up"),
    path("<int:batch_id>/warnings/", warning_list, name="warning_list"),
    path("<int:batch_id>/rows/", row_list, name="row_list"),
    path("<int:batch_id>/rows/download/", row_download, name="row_download"),
    path("<int:batch_id>/rows/bring-back/", row_bring_back, name="row_bring_back"),
    path("rows/<int:row_id>/settle/", row_settle, name="row_settle"),
    path("rows/<int:row_id>/give/", row_give, name="row_give"),
]
