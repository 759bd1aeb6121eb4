"""Addresses of reports."""

from django.urls import path

from reports.views import (
    agency_plan,
    brief,
    definitions,
    double_running,
    downloads,
    exit_plans,
    jobs,
    recipients,
    release,
    runs,
)

app_name = "reports"
urlpatterns = [
    path("", runs.run_list, name="run_list"),
    path("brief/", brief.monday_brief, name="monday_brief"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("definitions/", definitions.definition_list, name="definition_list"),
    path("double-running/", double_running.comparison_list, name="comparison_list"),
    path("double-running/<int:pk>/", double_running.comparison_edit, name="comparison_edit"),
    path("recipients/", recipients.recipient_list, name="recipient_list"),
    path("recipients/add/", recipients.recipient_add, name="recipient_add"),
    path("recipients/<int:pk>/approve/", recipients.recipient_approve, name="recipient_approve"),
    path("recipients/<int:pk>/governance/", recipients.recipient_govern, name="recipient_govern"),
    path("recipients/<int:pk>/stop/", recipients.recipient_stop, name="recipient_stop"),
    path("recipients/<int:pk>/resume/", recipients.recipient_resume, name="recipient_resume"),
    path("exit-plans/", exit_plans.exit_plan_list, name="exit_plan_list"),
    path("agency-plan/", agency_plan.agency_plan_list, name="agency_plan_list"),
    path("agency-plan/change/", agency_plan.agency_plan_change, name="agency_plan_change"),
    path("agency-exemptions/add/", agency_plan.exemption_add, name="exemption_add"),
    path("agency-exemptions/<int:pk>/", agency_plan.exemption_end, name="exemption_end"),
    path("schedule/", recipients.schedule_change, name="schedule_change"),
    path("schedule/<slug:code>/", recipients.monthly_change, name="monthly_change"),
    path("<int:pk>/", runs.run_view, name="run_view"),
    path("<int:pk>/new-version/", runs.version_make, name="version_make"),
    path("<int:pk>/files/<slug:copy>/<slug:file_format>/", downloads.file_download, name="file_download"),
    path("<int:pk>/release/", release.run_release, name="run_release"),
    path("<int:pk>/look/", release.run_look, name="run_look"),
    path("<int:pk>/confirm-sources/", release.sources_confirm, name="sources_confirm"),
    path("<int:pk>/lines/add/", release.line_add, name="line_add"),
    path("<int:pk>/lines/<int:place>/remove/", release.line_remove, name="line_remove"),
    path("<int:pk>/esr-rate/", release.esr_rate_type, name="esr_rate_type"),
    path("<int:pk>/hold/", release.run_hold, name="run_hold"),
    path("<int:pk>/build-again/", release.run_rebuild, name="run_rebuild"),
    path("<int:pk>/cancel/", release.run_cancel, name="run_cancel"),
    path("deliveries/<int:pk>/send-again/", runs.delivery_resend, name="delivery_resend"),
    path("deliveries/<int:pk>/bounce/", runs.delivery_bounce, name="delivery_bounce"),
    path("deliveries/<int:pk>/confirm/", runs.delivery_confirm, name="delivery_confirm"),
]
