"""Headings by which an exported list is known when it comes back."""

HOSPITAL_NUMBER = "Hospital number"
NEW_COMMENT = "New comment"
PLANNED_DATE = "Planned date"
OWNER = "Owner"
PATHWAY_KEY = "Pathway key (leave as it is)"
EXPORTED_AT = "Exported at (leave as it is)"
