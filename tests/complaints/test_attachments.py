"""What is kept of an uploaded file, and what is refused."""

import io
import struct
import zipfile
import zlib

import pytest

from directorate.core.importers.attachments import LARGEST_FILE, AttachmentRefusedError, read_attachment


def document(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


PNG = b"\x89PNG\r\n\x1a\n"
END = chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 x", "application/pdf"),
        (document("[Content_Types].xml", "word/document.xml"), "wordprocessingml"),
        ("Dear Sir, £5".encode("cp1252"), "text/plain"),
        ("Dear Zoë".encode(), "text/plain"),
    ],
    ids=["PDF", "Word", "old text", "text"],
)
def test_what_is_kept(content: bytes, media_type: str) -> None:
    found = read_attachment(content)
    assert media_type in found.media_type
    assert found.content == content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"%PDF-" + b"0" * LARGEST_FILE, "larger than 25 MB"),
        (b"MZ\x90\x00\x03\x00", "This kind of file is not kept"),
        (b"<html><script>alert(1)</script>", "This kind of file is not kept"),
        (b"  <svg onload=x>", "This kind of file is not kept"),
        (b"From: x\nMIME-Version: 1.0\n", "This kind of file is not kept"),
        (document("word/document.xml", "word/vbaProject.bin"), "can hold macros"),
        (document("xl/workbook.xml"), "This kind of file is not kept"),
        (b"PK\x03\x04 broken", "damaged"),
        (PNG + b"\x00\x00\xff\xffIDAT", "damaged"),
        (b"\xff\xd8\xff\xe1\xff\xff short", "damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 20, "This kind of file is not kept"),
    ],
    ids=["empty", "too large", "program", "page", "SVG", "e-mail", "macros", "workbook", "damaged Word", "damaged PNG",
         "damaged JPEG", "old Word"],
)  # fmt: skip
def test_what_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(AttachmentRefusedError, match=says):
        read_attachment(content)


def test_a_picture_loses_what_the_camera_wrote() -> None:
    png = (
        PNG
        + chunk(b"IHDR", b"x" * 13)
        + chunk(b"eXIf", b"GPS")
        + chunk(b"tEXt", b"Author")
        + chunk(b"IDAT", b"y")
        + END
    )
    kept = read_attachment(png).content
    assert b"GPS" not in kept
    assert b"Author" not in kept
    assert kept == PNG + chunk(b"IHDR", b"x" * 13) + chunk(b"IDAT", b"y") + END
    scan = b"\xff\xda\x00\x02 pixels \xff\xd9"
    jpeg = b"\xff\xd8" + segment(0xE1, b"Exif GPS") + segment(0xDB, b"tables") + segment(0xFE, b"note") + scan
    assert read_attachment(jpeg).content == b"\xff\xd8" + segment(0xDB, b"tables") + scan
