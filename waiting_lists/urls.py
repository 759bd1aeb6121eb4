"""Addresses of waiting_lists: choices may stand in a query string, nothing about a patient may."""

from django.urls import path

from waiting_lists.views import (
    cancer,
    checks,
    dashboard,
    escalations,
    exports,
    pathway,
    pathways,
    returns,
    searches,
    work,
)

app_name = "waiting_lists"
ONE = "pathways/<uuid:key>/"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("cancer/", cancer.cancer_list, name="cancer_list"),
    path("escalations/", escalations.escalation_list, name="escalation_list"),
    path("escalations/add/", escalations.escalation_add, name="escalation_add"),
    path("escalations/<uuid:key>/", escalations.escalation_detail, name="escalation_detail"),
    path("escalations/<uuid:key>/decide/", escalations.escalation_decide, name="escalation_decide"),
    path("escalations/<uuid:key>/withdraw/", escalations.escalation_withdraw, name="escalation_withdraw"),
    path("left/", checks.left_list_view, name="left_list_view"),
    path("left/<uuid:key>/settle/", checks.left_settle, name="left_settle"),
    path("questions/", checks.question_list, name="question_list"),
    path("published-figures/", checks.published_figures, name="published_figures"),
    path("pathways/", pathways.pathway_list, name="pathway_list"),
    path("pathways/search/", searches.pathway_search, name="pathway_search"),
    path("pathways/export/", exports.list_export, name="list_export"),
    path("pathways/return/", returns.list_return, name="list_return"),
    path("returns/<uuid:key>/", returns.return_detail, name="return_detail"),
    path("returns/<uuid:key>/dates/", returns.return_kind, name="return_kind"),
    path("returns/<uuid:key>/take/", returns.return_take, name="return_take"),
    path("views/save/", pathways.view_save, name="view_save"),
    path("views/<int:pk>/delete/", pathways.view_delete, name="view_delete"),
    path("exports/<uuid:key>/", exports.export_detail, name="export_detail"),
    path("exports/<uuid:key>/file/", exports.export_download, name="export_download"),
    path(ONE, pathway.pathway_detail, name="pathway_detail"),
    path(f"{ONE}history/", pathway.pathway_history, name="pathway_history"),
    path(f"{ONE}comments/add/", work.comment_add, name="comment_add"),
    path(f"{ONE}comments/latest/", work.comment_latest, name="comment_latest"),
    path(f"{ONE}comments/<int:pk>/withdraw/", work.comment_withdraw, name="comment_withdraw"),
    path(f"{ONE}planned-date/set/", work.planned_date_set, name="planned_date_set"),
    path(f"{ONE}planned-date/remove/", work.planned_date_remove, name="planned_date_remove"),
    path(f"{ONE}actions/add/", work.action_add, name="action_add"),
    path(f"{ONE}actions/<int:pk>/close/", work.action_close, name="action_close"),
    path(f"{ONE}queries/ask/", work.query_ask, name="query_ask"),
    path(f"{ONE}queries/<int:pk>/answer/", work.query_answer, name="query_answer"),
]
