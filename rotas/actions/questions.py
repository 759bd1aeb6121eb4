"""What questions to doctors have in common: addresses, answers, and how one is taken back."""

from collections.abc import Iterable

from directorate.core import clock
from directorate.core.actions.outgoing import cancel_mail
from directorate.core.models import Person, User
from rotas.actions.problems import CoverRefused
from rotas.models import Answer, AnswerWay
from rotas.models.offers import Question

TAKEN_BACK = "The question was taken back before the e-mail went out."


def check_addresses(people: Iterable[Person]) -> None:
    """Refuse to write to somebody without an address.

    Raises: CoverRefused.
    """
    without = [person.display_name for person in people if not person.email]
    if without:
        raise CoverRefused(f"No e-mail address is known of {', '.join(without)}. Copy the text and send it yourself.")


def take_answer(question: Question, *, answer: Answer, how: AnswerWay, by: User) -> None:
    """Write an answer down; inside the caller's transaction."""
    question.answer, question.answered_how = answer, how
    question.answered_at, question.answered_by = clock.now(), by
    question.save(update_fields=["answer", "answered_how", "answered_at", "answered_by"])


def withdraw(question: Question, *, by: User, reason: str = TAKEN_BACK) -> None:
    """Take a question back, and its e-mail when that waits; inside the caller's transaction."""
    question.withdrawn_at, question.withdrawn_by = clock.now(), by
    question.save(update_fields=["withdrawn_at", "withdrawn_by"])
    if question.mail is not None:
        cancel_mail(question.mail, reason=reason)
