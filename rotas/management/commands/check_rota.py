"""Checks a rota file against the working-time rules and says what it finds, in words."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directorate.core.importers.file_kinds import FileRefusedError
from rotas.domain.terms import Terms
from rotas.facts.rota_check import CheckedLine, CheckedRota, as_data, check_rota_file

VERDICTS = {"BREACH": "BREACH", "UNKNOWN": "UNKNOWN", "ADVISORY": "ADVICE"}


class Command(BaseCommand):
    """Check a rota grid or an on-call list; nothing is stored. Exit code 1 when a rule is broken, 2 when unreadable."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the terms that are not in it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")
        parser.add_argument("--regulations", action="store_true", help="Working Time Regulations, for other doctors")
        parser.add_argument("--weekend-limit", type=int, default=3, choices=(2, 3), help="1 weekend in n (default: 3)")
        parser.add_argument("--opted-out", action="store_true", help="the doctors have signed the opt-out")
        parser.add_argument(
            "--low-intensity", action="store_true", help="weekend on-call is agreed to be low intensity"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdicts and leave with the exit code."""
        terms = Terms(
            rule_set="WTR1998" if options["regulations"] else "AUTO",
            opted_out=options["opted_out"],
            weekend_limit=options["weekend_limit"],
            low_intensity_agreed=options["low_intensity"],
        )
        try:
            found = check_rota_file(options["file"], terms=terms)
        except FileNotFoundError as problem:
            raise CommandError(f"There is no file {options['file']}", returncode=2) from problem
        except FileRefusedError as problem:
            raise CommandError(problem.explanation, returncode=2) from problem
        if options["json"]:
            self.stdout.write(json.dumps(as_data(found), indent=2, ensure_ascii=False))
        else:
            self._say(found)
        if found.has_breach:
            sys.exit(1)

    def _say(self, found: CheckedRota) -> None:
        self.stdout.write(f"{found.period}: {len(found.lines)} doctors")
        for line in found.lines:
            self._say_line(line)
        for title, texts in (("Gaps", found.gaps), ("Not read", found.unread), ("Noticed", found.remarks)):
            if texts:
                self.stdout.write(f"\n{title}")
                for text in texts:
                    self.stdout.write(f"  {text}")

    def _say_line(self, line: CheckedLine) -> None:
        self.stdout.write(f"\n{line.name}, {line.duties} duties: {'' if line.check.findings else 'every rule is kept'}")
        for item in line.check.findings:
            self.stdout.write(f"  {VERDICTS[item.verdict]} {item.rule.name} ({item.code}): {item.reason}")
