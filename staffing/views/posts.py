"""Posts and vacancies: the establishment, one post, and the form that keeps it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Specialty
from directorate.core.row_history import row_history
from staffing.actions.posts import change_post, enter_post
from staffing.actions.problems import StaffRefused
from staffing.facts.posts import as_wte, establishment, may_keep_posts_of, posts_in_reach, posts_to_keep, rows_of
from staffing.forms.posts import PostForm
from staffing.models import PostFunding
from staffing.querysets.scope import may_see_contract_of

SEE = requires(Subject.ESTABLISHMENT)
KEEP = requires(Subject.ESTABLISHMENT, operation=WRITE)


@require_GET
@SEE
def post_list(request: AuthenticatedRequest) -> HttpResponse:
    """Posts in reach, today, with their holders; `specialty` narrows them."""
    today = clock.today()
    codes = {specialty.code for specialty in Specialty.objects.all()}
    asked = request.GET.get("specialty", "")
    chosen = asked if asked in codes else ""
    context = {
        "found": establishment(request.user, on=today, specialty=chosen),
        "chosen": chosen,
        "may_add": may(user=request.user, subject=Subject.ESTABLISHMENT, operation=WRITE),
        "today": today,
        "as_wte": as_wte,
        "records": may_see_contract_of(request.user),
    }
    return render(request, "staffing/post_list.html", context)


@require_GET
@SEE
def post_detail(request: AuthenticatedRequest, post: int) -> HttpResponse:
    """One post: who holds it, how it is funded, and its history."""
    found = get_object_or_404(posts_in_reach(request.user), pk=post)
    (row,) = rows_of([found], on=clock.today())
    context = {
        "row": row,
        "as_wte": as_wte,
        "post": found,
        "funding": list(PostFunding.objects.filter(post=found).order_by("-valid")),
        "may_change": may_keep_posts_of(request.user, specialty=found.specialty),
        "records": may_see_contract_of(request.user),
        "changes": row_history(found, viewer=request.user, related=[(PostFunding, {"post": found.pk})]),
    }
    return render(request, "staffing/post_detail.html", context)


@require_http_methods(["GET", "POST"])
@KEEP
def post_add(request: AuthenticatedRequest) -> HttpResponse:
    """Enter a post."""
    form = PostForm(request.POST or None, user=request.user, initial={"first_day": clock.today(), "funded": 1})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            post = enter_post(form.instance, funded=data["funded"], first_day=data["first_day"], by=request.user)
        except StaffRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"{post.title} is in the establishment.")
            return redirect("staffing:post_detail", post.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@KEEP
def post_edit(request: AuthenticatedRequest, post: int) -> HttpResponse:
    """Change a post, or its funding from a day on."""
    found = get_object_or_404(posts_to_keep(request.user), pk=post)
    heading = f"Change post {found.position_no}"
    today = clock.today()
    (row,) = rows_of([found], on=today)
    first = {"funded": row.funded.normalize(), "first_day": today}
    form = PostForm(request.POST or None, user=request.user, instance=found, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_post(
                form.instance,
                funded=data["funded"],
                first_day=data["first_day"],
                by=request.user,
                reason=data["reason"],
            )
        except StaffRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("staffing:post_detail", post)
    return _form_page(request, form, post=row.post, heading=heading)


def _form_page(request: AuthenticatedRequest, form: PostForm, **more: Any) -> HttpResponse:
    context = {"form": form, "has_errors": bool(form.errors), "heading": "Add a post", **more}
    return render(request, "staffing/post_form.html", context, status=422 if form.errors else 200)
