"""Server logs without the tokens that stand in addresses: whoever reads a log must not be able to open a link.

Source: ASVS 5.0, 14.2.1 and 16.2.5 (no sensitive data in logs).
"""

import logging
import re

HIDDEN = "[token]"
# A part of a path as long as a signed key, a random token or the key of a password link; a UUID has 36 characters.
_TOKEN = re.compile(r"(?<=/)[\w:.%-]{40,}(?=[/?\s]|$)")


class WithoutTokens(logging.Filter):
    """Lets every line through, with the tokens of its addresses taken out."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the tokens out of the line; what else it was told stays."""
        said = record.getMessage()
        shown = _TOKEN.sub(HIDDEN, said)
        if shown != said:
            record.msg, record.args = shown, None
        return True
