"""What rotas put in the navigation and the help."""

from directorate.core import registry
from directorate.core.domain.access import Operation, Subject

ROTAS = (Subject.ROTA,)


def register() -> None:
    """Hand everything to the shell; called once when Django starts."""
    registry.register_help(
        registry.HelpTopic(
            "Check a rota",
            "Drop a rota or an on-call list and read which working-time rules it keeps, before it is published. "
            "Nothing is stored.",
            "rotas:rota_check",
            ROTAS,
            order=45,
            operation=Operation.WRITE,
        )
    )
