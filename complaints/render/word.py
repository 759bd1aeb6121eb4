"""A draft as a Word document, and the text of a Word document that came back.

The document is as small as one can be: paragraphs without styles. Of one that comes back only the words are read, those
in tables and those inserted while changes were tracked among them, which python-docx leaves out.
"""

import html
import io
import re
import zipfile

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)
PARAGRAPH = '<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>'
# Words, line breaks and tabs of a paragraph in their order; what was struck out while tracking changes is `delText`.
_PIECE = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(br|cr|tab)(?: [^>]*)?/>")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FIXED = (1980, 1, 1, 0, 0, 0)
LARGEST_TEXT = 5_000_000


class NoTextError(Exception):
    """The document has no words."""


def word_document(text: str) -> bytes:
    """Return a text as a Word document, a paragraph a line; the same text gives the same bytes."""
    clean = _UNPRINTABLE.sub("", text)
    paragraphs = "".join(PARAGRAPH.format(html.escape(line, quote=False)) for line in clean.splitlines())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONSHIPS),
            ("word/document.xml", DOCUMENT.format(paragraphs)),
        ):
            archive.writestr(zipfile.ZipInfo(name, date_time=_FIXED), part)
    return out.getvalue()


def text_of_document(content: bytes) -> str:
    """Return the words of a Word document, a line a paragraph.

    Raises: NoTextError: it holds none, is damaged or far too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("word/document.xml") as part:
            xml = part.read(LARGEST_TEXT + 1).decode("utf-8")
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError, OSError, ValueError) as problem:
        raise NoTextError from problem
    if len(xml) > LARGEST_TEXT:
        raise NoTextError
    lines = [_words(paragraph) for paragraph in xml.split("</w:p>")]
    text = "\n".join(lines).strip()
    if not text:
        raise NoTextError
    return text


def _words(paragraph: str) -> str:
    pieces = _PIECE.finditer(paragraph)
    return "".join(
        html.unescape(found[1]) if found[1] is not None else "\t" if found[2] == "tab" else "\n" for found in pieces
    )
