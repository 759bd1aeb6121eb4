"""Addresses of staffing."""

from django.urls import path

from staffing.views import (
    absences,
    contracts,
    leave_inbox,
    leave_log,
    minimum_cover,
    people,
    posts,
    returns,
    staff,
    team_calendar,
)

app_name = "staffing"
urlpatterns = [
    path("leave/", leave_log.leave_log, name="leave_log"),
    path("leave/preview/", leave_log.leave_preview, name="leave_preview"),
    path("leave/undo/", leave_log.leave_undo, name="leave_undo"),
    path("leave-requests/", leave_inbox.leave_inbox, name="leave_inbox"),
    path("leave-requests/<int:absence>/decide/", leave_inbox.leave_decide, name="leave_decide"),
    path("team-calendar/", team_calendar.team_calendar, name="team_calendar"),
    path("my-leave/", people.my_leave, name="my_leave"),
    path("returns-to-work/", returns.returns_to_work, name="returns_to_work"),
    path("people/", staff.staff_list, name="staff_list"),
    path("people/add/", staff.person_add, name="person_add"),
    path("people/<int:person>/record/", staff.staff_record, name="staff_record"),
    path("people/<int:person>/edit/", staff.person_edit, name="person_edit"),
    path("people/<int:person>/contract/", contracts.contract_change, name="contract_change"),
    path("people/<int:person>/contracts/add/", contracts.contract_add, name="contract_add"),
    path("people/<int:person>/contracts/<int:contract>/end/", contracts.contract_end, name="contract_end"),
    path("posts/", posts.post_list, name="post_list"),
    path("posts/add/", posts.post_add, name="post_add"),
    path("posts/<int:post>/", posts.post_detail, name="post_detail"),
    path("posts/<int:post>/edit/", posts.post_edit, name="post_edit"),
    path("people/<int:person>/consultants/", staff.works_for_add, name="works_for_add"),
    path("people/<int:person>/consultants/<int:link>/end/", staff.works_for_end, name="works_for_end"),
    path("minimum-cover/", minimum_cover.minimum_cover_list, name="minimum_cover_list"),
    path("minimum-cover/<int:team>/", minimum_cover.minimum_cover_edit, name="minimum_cover_edit"),
    path("people/<int:person>/", people.person_detail, name="person_detail"),
    path("people/<int:person>/leave-account/", people.account_entry, name="account_entry"),
    path("absences/<int:absence>/", absences.absence_detail, name="absence_detail"),
    path("absences/<int:absence>/dates/", absences.absence_dates, name="absence_dates"),
    path("absences/<int:absence>/cancel/", absences.absence_end, name="absence_end"),
    path("absences/<int:absence>/back/", absences.absence_back, name="absence_back"),
    path("absences/<int:absence>/cover/", absences.absence_cover, name="absence_cover"),
    path("absences/<int:absence>/expected-back/", absences.absence_expected, name="absence_expected"),
    path("absences/<int:absence>/return-to-work/", absences.return_held, name="return_held"),
    path("absences/<int:absence>/reason/", absences.absence_reason, name="absence_reason"),
]
