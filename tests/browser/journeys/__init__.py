"""Monday's tasks, step by step, whoever does them on whatever records; see docs/guide/monday.md."""
