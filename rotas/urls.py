"""Addresses of rotas."""

from django.urls import path

from rotas.views import desk, gaps, locums, offers, on_call, rota_check, timesheets, week_sheet

app_name = "rotas"
urlpatterns = [
    path("week-sheet/", week_sheet.week_sheet, name="week_sheet"),
    path("on-call/", on_call.on_call_list, name="on_call_list"),
    path("on-call/links/", on_call.switchboard_link_make, name="switchboard_link_make"),
    path("on-call/links/<int:link>/revoke/", on_call.switchboard_link_revoke, name="switchboard_link_revoke"),
    path("switchboard/<str:token>/", on_call.switchboard, name="switchboard"),
    path("gaps/", gaps.gap_list, name="gap_list"),
    path("gaps/<int:gap>/", gaps.gap_cover, name="gap_cover"),
    path("gaps/<int:gap>/ask/", gaps.gap_ask, name="gap_ask"),
    path("offers/<int:offer>/record/", offers.offer_record, name="offer_record"),
    path("answers/<str:token>/", offers.offer_answer, name="offer_answer"),
    path("gaps/<int:gap>/bank-office/", locums.locum_ask, name="locum_ask"),
    path("locum-requests/<int:request_id>/", locums.locum_detail, name="locum_detail"),
    path("locum-requests/<int:request_id>/pdf/", locums.locum_pdf, name="locum_pdf"),
    path("locum-requests/<int:request_id>/approve/", locums.locum_approve, name="locum_approve"),
    path("locum-requests/<int:request_id>/fill/", locums.locum_fill, name="locum_fill"),
    path("locum-requests/<int:request_id>/move/", locums.locum_move, name="locum_move"),
    path("bank-office/<str:token>/", locums.locum_reply, name="locum_reply"),
    path("on-call/addresses/", desk.address_list, name="address_list"),
    path("on-call/addresses/<int:address>/stop/", desk.address_stop, name="address_stop"),
    path("timesheets/", timesheets.timesheet_list, name="timesheet_list"),
    path("timesheets/<int:sheet>/", timesheets.timesheet_detail, name="timesheet_detail"),
    path("timesheets/<int:sheet>/file/", timesheets.timesheet_file, name="timesheet_file"),
    path("timesheets/<int:sheet>/receive/", timesheets.timesheet_receive, name="timesheet_receive"),
    path("timesheets/<int:sheet>/code/", timesheets.timesheet_code, name="timesheet_code"),
    path("timesheets/<int:sheet>/sign/", timesheets.timesheet_sign, name="timesheet_sign"),
    path("timesheets/<int:sheet>/forward/", timesheets.timesheet_forward, name="timesheet_forward"),
    path("signatories/", timesheets.signatory_list, name="signatory_list"),
    path("signatories/<int:signatory>/end/", timesheets.signatory_end, name="signatory_end"),
    path("duties/<int:duty>/cannot-come/", gaps.gap_open, name="gap_open"),
    path("check/", rota_check.rota_check, name="rota_check"),
]
