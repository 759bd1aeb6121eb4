"""Every address of the application; each app has its own prefix."""

from django.conf import settings
from django.urls import include, path

from directorate.core import admin

urlpatterns = [
    path("", include("directorate.shell.urls")),
    path("accounts/", include("directorate.core.account_urls")),
    path("administration/", include("directorate.core.urls")),
    path("imports/", include("directorate.core.import_urls")),
    path("waiting-list/", include("waiting_lists.urls")),
    path("complaints/", include("complaints.urls")),
    path("staff/", include("staffing.urls")),
    path("rotas/", include("rotas.urls")),
    path("reports/", include("reports.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("django-admin/", admin.site.urls))

handler400 = "directorate.shell.errors.bad_request"
handler403 = "directorate.shell.errors.forbidden"
handler404 = "directorate.shell.errors.not_found"
handler500 = "directorate.shell.errors.server_error"
handler429 = "directorate.core.views.account.too_many_requests"  # allauth looks for it here
