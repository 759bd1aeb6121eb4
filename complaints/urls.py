"""Addresses of complaints."""

from django.urls import path

from complaints.views import cases, drafts, statement_links, statements, weekly, work

app_name = "complaints"
urlpatterns = [
    path("", cases.case_list, name="case_list"),
    path("log/", cases.case_log, name="case_log"),
    path("log/preview/", cases.case_preview, name="case_preview"),
    path("weekly/", weekly.weekly_list, name="weekly_list"),
    path("weekly/workbook/", weekly.weekly_export, name="weekly_export"),
    path("statements/<str:token>/", statement_links.statement_answer, name="statement_answer"),
    path("<int:case>/", cases.case_detail, name="case_detail"),
    path("<int:case>/edit/", cases.case_edit, name="case_edit"),
    path("<int:case>/access/", cases.case_access, name="case_access"),
    path("<int:case>/drafts/write/", drafts.draft_write, name="draft_write"),
    path("<int:case>/drafts/upload/", drafts.draft_upload, name="draft_upload"),
    path("<int:case>/drafts/<int:version>/", drafts.draft_detail, name="draft_detail"),
    path("<int:case>/drafts/<int:version>/word/", drafts.draft_word, name="draft_word"),
    path("<int:case>/drafts/<int:version>/send/", drafts.draft_send, name="draft_send"),
    path("<int:case>/drafts/<int:version>/decide/", drafts.draft_decide, name="draft_decide"),
    path("<int:case>/drafts/<int:version>/hand-over/", drafts.draft_hand_over, name="draft_hand_over"),
    path("<int:case>/statements/ask/", statements.statement_ask, name="statement_ask"),
    path("<int:case>/statements/<int:statement>/", statements.statement_detail, name="statement_detail"),
    path("<int:case>/statements/<int:statement>/chase/", statements.statement_chase, name="statement_chase"),
    path(
        "<int:case>/statements/<int:statement>/ask-somebody-else/",
        statements.statement_reassign,
        name="statement_reassign",
    ),
    path("<int:case>/statements/<int:statement>/receive/", statements.statement_receive, name="statement_receive"),
    path(
        "<int:case>/statements/<int:statement>/link/take-back/",
        statements.statement_link_take_back,
        name="statement_link_take_back",
    ),
    path("<int:case>/points/add/", work.point_add, name="point_add"),
    path("<int:case>/points/<int:point>/", work.point_edit, name="point_edit"),
    path("<int:case>/points/<int:point>/remove/", work.point_remove, name="point_remove"),
    path("<int:case>/points/<int:point>/finding/", work.point_finding, name="point_finding"),
    path("<int:case>/notes/add/", work.note_add, name="note_add"),
    path("<int:case>/files/add/", work.file_add, name="file_add"),
    path("<int:case>/files/<int:file>/", work.file_download, name="file_download"),
    path("<int:case>/steps/add/", work.step_add, name="step_add"),
]
