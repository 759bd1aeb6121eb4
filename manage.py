#!/usr/bin/env python
"""Django's command line for Directorate."""

import os
import sys


def main() -> None:
    """Run the management command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directorate.settings")
    from django.core.management import execute_from_command_line

    from directorate.local.environment import use_local_servers

    use_local_servers()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
