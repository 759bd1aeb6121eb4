"""Uploaded files: what may be kept, by its content and not by its name, and what is taken out of it first.

Word, PDF, pictures and plain text. Macros, programs and pages of the web are refused; pictures lose what the camera
wrote into them (place, device), because nobody sees it and it leaves with the file.
Source: security rule book, section 5.1.
"""

import io
import struct
import zipfile
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
LARGEST_FILE = 25 * MEGABYTE
TOO_LARGE = "The file is larger than 25 MB. Send it as a PDF."
LARGEST_UNZIPPED = 400 * MEGABYTE
MOST_ENTRIES = 5_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8\xff"
# What says nothing about who took the picture, or where.
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"bKGD", b"sBIT"}
JPEG_DROPPED = {*range(0xE1, 0xF0), 0xFE} - {0xE2, 0xEE}  # keeps the colour profile and Adobe's colour transform
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
USE_INSTEAD = "Use a Word document (.docx), a PDF, a picture (JPEG or PNG) or a plain text."


class AttachmentRefusedError(Exception):
    """The file cannot be kept; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is kept: the content, without what was taken out, and its media type."""

    content: bytes
    media_type: str


def read_attachment(content: bytes) -> Attachment:
    """Return what is kept of an uploaded file.

    Raises: AttachmentRefusedError: empty, too large, of another kind, with macros, damaged.
    """
    if not content:
        raise AttachmentRefusedError("The file is empty.")
    if len(content) > LARGEST_FILE:
        raise AttachmentRefusedError(TOO_LARGE)
    if content.startswith(b"%PDF-"):
        return Attachment(content, "application/pdf")
    if content.startswith(b"PK\x03\x04"):
        return _word(content)
    if content.startswith(PNG_SIGNATURE):
        return Attachment(_plain_png(content), "image/png")
    if content.startswith(JPEG_SIGNATURE):
        return Attachment(_plain_jpeg(content), "image/jpeg")
    return _text(content)


def _word(content: bytes) -> Attachment:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise AttachmentRefusedError(f"The file is damaged. {USE_INSTEAD}") from error
    names = {entry.filename for entry in entries}
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise AttachmentRefusedError("The document can hold macros. Save it as .docx and use that.")
    if "word/document.xml" not in names:
        raise AttachmentRefusedError(f"This kind of file is not kept. {USE_INSTEAD}")
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNZIPPED:
        raise AttachmentRefusedError("The document is far too large once unpacked. Save it as a PDF.")
    return Attachment(content, WORD)


def _text(content: bytes) -> Attachment:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    is_text = "\0" not in text and "\ufffd" not in text
    if not is_text or text.lstrip()[:1] == "<" or "mime-version:" in text[:2000].lower():
        raise AttachmentRefusedError(f"This kind of file is not kept. {USE_INSTEAD}")
    return Attachment(content, "text/plain; charset=utf-8")


def _plain_png(content: bytes) -> bytes:
    """The picture without texts, dates and camera data."""
    kept, at = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while at + 12 <= len(content):
        length = struct.unpack(">I", content[at : at + 4])[0]
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            break
        if kind in PNG_KEPT:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise AttachmentRefusedError("The picture is damaged. Save it again, or send a PDF.")


def _plain_jpeg(content: bytes) -> bytes:
    """The picture without camera data and comments; what follows the start of the scan is kept as it is."""
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == START_OF_SCAN:
            return b"".join([*kept, content[at:]])
        end = at + 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if end > len(content):
            break
        if marker not in JPEG_DROPPED:
            kept.append(content[at:end])
        at = end
    raise AttachmentRefusedError("The picture is damaged. Save it again, or send a PDF.")
