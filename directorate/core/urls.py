"""Addresses of administration."""

from django.urls import URLPattern, path

from directorate.core.views import administration, audit, grants, policy_numbers, registers, users

app_name = "core_admin"
urlpatterns: list[URLPattern] = [
    path("", administration.administration_home, name="administration_home"),
    path("roles/", administration.role_list, name="role_list"),
    path("history/", audit.audit_search, name="audit_search"),
    path("history/readings/<slug:subject>/<str:key>/", audit.record_readings, name="record_readings"),
    path("users/", users.user_list, name="user_list"),
    path("users/add/", users.user_add, name="user_add"),
    path("users/<int:pk>/", users.user_view, name="user_view"),
    path("users/<int:pk>/edit/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/close/", users.user_close, name="user_close"),
    path("users/<int:pk>/open/", users.user_open, name="user_open"),
    path("users/<int:pk>/reset-second-step/", users.user_reset_second_step, name="user_reset_second_step"),
    path("users/<int:pk>/end-sessions/", users.user_end_sessions, name="user_end_sessions"),
    path("users/<int:pk>/make-link/", users.user_make_link, name="user_make_link"),
    path("users/<int:pk>/roles/add/", grants.grant_add, name="grant_add"),
    path("roles/<int:pk>/edit/", grants.grant_edit, name="grant_edit"),
    path("roles/<int:pk>/end/", grants.grant_end, name="grant_end"),
    path("policy-numbers/", policy_numbers.policy_number_list, name="policy_number_list"),
    path("policy-numbers/<slug:key>/", policy_numbers.policy_number_view, name="policy_number_view"),
    path("policy-numbers/<int:pk>/change/", policy_numbers.policy_number_change, name="policy_number_change"),
    path("registers/<slug:register>/", registers.register_list, name="register_list"),
    path("registers/<slug:register>/add/", registers.register_add, name="register_add"),
    path("registers/<slug:register>/<str:key>/", registers.register_view, name="register_view"),
    path("registers/<slug:register>/<str:key>/edit/", registers.register_edit, name="register_edit"),
    path("registers/<slug:register>/<str:key>/remove/", registers.register_remove, name="register_remove"),
]
