"""gunicorn's threaded worker, with the work spread evenly over the workers.

The original takes every new connection it sees, however busy it is, and a browser that keeps its connection stays with
the worker that took it. Of eight people six may so wait for one processor while two have the other to themselves, and
the slowest pages take several times as long as the usual ones.
"""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class EvenWorker(ThreadWorker):
    """Leaves new connections to others while all its threads are at work, and lets go of those that are too many."""

    @property
    def at_work(self) -> int:
        """Return how many connections have a thread or wait for one; idle ones are not counted."""
        return int(self.nr_conns - len(self.keepalived_conns) - len(self.pending_conns))

    @property
    def max_keepalived(self) -> int:
        """Return how many idle connections may be kept: none while somebody waits here for a thread.

        The answer then says that the connection is closed, and the browser's next request goes to whoever is free.
        """
        return self._max_keepalived if self.at_work <= self.cfg.threads else 0

    @max_keepalived.setter
    def max_keepalived(self, number: int) -> None:
        self._max_keepalived = number

    def accept(self, listener: Any) -> None:
        """Take a connection; whoever takes the last free thread closes the door."""
        super().accept(listener)
        if self.at_work >= self.cfg.threads:
            super().set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 the signature is gunicorn's
        """Open the door again only when a thread is free; gunicorn asks after every event."""
        super().set_accept_enabled(enabled and self.at_work < self.cfg.threads)

    def handle(self, conn: Any) -> Any:
        """Answer a request, and close what is to be closed in this thread.

        Closing waits up to two seconds for the other side; gunicorn would do it in the thread that hands out the work.
        """
        kept = super().handle(conn)
        if not kept:
            conn.close(graceful=True)
            conn.close = _closed_already
        return kept


def _closed_already(*, graceful: bool = False) -> None:
    """Do nothing a second time."""
