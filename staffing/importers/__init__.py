"""Files of the staffing feeds, read and judged: bytes and what is known in, frozen dataclasses out, no database."""
