"""Addresses of the import pages."""

from django.urls import path

from directorate.core.views import imports

app_name = "imports"
urlpatterns = [
    path("", imports.batch_list, name="batch_list"),
    path("upload/", imports.batch_upload, name="batch_upload"),
    path("<int:batch_id>/", imports.batch_view, name="batch_view"),
    path("<int:batch_id>/check/", imports.batch_check, name="batch_check"),
    path("<int:batch_id>/use/", imports.batch_use, name="batch_use"),
    path("<int:batch_id>/give-up/", imports.batch_give_up, name="batch_give_up"),
    path("<int:batch_id>/warnings/", imports.warning_list, name="warning_list"),
    path("<int:batch_id>/rows/", imports.row_list, name="row_list"),
    path("<int:batch_id>/rows/download/", imports.row_download, name="row_download"),
    path("<int:batch_id>/rows/bring-back/", imports.row_bring_back, name="row_bring_back"),
    path("rows/<int:row_id>/settle/", imports.row_settle, name="row_settle"),
    path("rows/<int:row_id>/give/", imports.row_give, name="row_give"),
]
