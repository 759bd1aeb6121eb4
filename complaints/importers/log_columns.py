"""The columns of the complaints log, the headings they go by, and the texts that stand for a code.

Source: complaints rule book, section 15.2.
"""

from complaints.importers.log_cells import plain

NAMES: dict[str, tuple[str, ...]] = {
    "ref": ("ref", "reference", "complaint ref", "complaint no", "case no", "our ref"),
    "received_on": ("date recd", "date received", "received", "recd", "rec'd"),
    "kind": ("type", "contact type", "kind", "category of contact"),
    "specialty": ("specialty", "speciality", "dept", "department", "directorate specialty"),
    "site": ("site", "hospital"),
    "nhs_number": ("nhs no", "nhs number", "nhs num"),
    "channel": ("how received", "channel", "method", "received by"),
    "subject": ("subject", "main subject", "about"),
    "summary": ("summary", "details", "nature of complaint"),
    "timescale": ("policy days", "timescale", "working days", "wd"),
    "ack_on": ("ack date", "acknowledged", "ack sent", "date acknowledged"),
    "due_on": ("due date", "due", "target date", "response due"),
    "extended_to": ("extension to", "extended to", "extension", "new date agreed"),
    "sent_on": ("response sent", "date sent", "closed response sent", "final response"),
    "outcome": ("outcome", "finding", "decision"),
    "datix_ref": ("datix ref", "datix", "datix no", "datix id"),
}
REQUIRED = ("ref", "received_on", "specialty")
FIELD_OF = {plain(name): field for field, names in NAMES.items() for name in (field, *names)}


def _codes(table: dict[str, str]) -> dict[str, str]:
    return {plain(text): value for value, texts in table.items() for text in (value, *texts.split(";"))}


SPECIALTIES = _codes(
    {
        "ENT": "ear nose and throat;ear, nose & throat;otolaryngology;120;ent surgery",
        "OMFS": "max fax;maxfax;maxillofacial;maxillo-facial;oral and maxillofacial surgery;"
        "oral & maxillofacial surgery;oral & maxillofacial;oral surgery;140;144;145",
        "DERM": "dermatology;skin;330",
    }
)
SITES = _codes(
    {
        "WRH": "worcester;worcestershire royal;worcs royal;worcestershire royal hospital",
        "ALX": "alex;alexandra;alexandra hospital;redditch",
        "KTC": "kidderminster;kidder;kidderminster treatment centre",
    }
)
KINDS = _codes(
    {
        "formal": "formal complaint;complaint;f",
        "pals": "pals concern;concern;p",
        "mp": "mp letter;mp enquiry",
        "oral_next_day": "verbal resolved;oral;next day;resolved next day;24hr;verbal",
        "compliment": "thank you;thanks",
    }
)
CHANNELS = _codes(
    {
        "written": "letter;post;paper",
        "electronic": "email;e-mail;web form;website;online",
        "oral": "phone;telephone;verbal;in person;face to face",
    }
)
OUTCOMES = _codes(
    {
        "upheld": "u;fully upheld",
        "partially_upheld": "p;partly upheld;partial;partially",
        "not_upheld": "n;not upheld;un-upheld;unfounded",
    }
)
