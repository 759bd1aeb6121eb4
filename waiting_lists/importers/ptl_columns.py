"""The columns of the patient tracking list and the names they go by.

Source: waiting-list rule book, section 6.2. The site is not in that list but in the extracts, and screens filter by it.
"""

from directorate.core.importers.grids import Column

COLUMNS = (
    Column("census_date", ("Census_Date",)),
    Column("provider", ("Provider_Code", "Provider", "Trust Code"), required=True),
    Column("site", ("Site_Code", "Site")),
    Column("list_type", ("Waiting_List_Type", "List type", "WL Type"), required=True),
    Column("nhs_number", ("NHS_Number", "NHS No")),
    Column("local_id", ("Local_Patient_Identifier", "Hospital No")),
    Column("surname", ("Surname", "Patient Surname")),
    Column("forename", ("Forename", "Patient Forename")),
    Column("birth_date", ("Person_Birth_Date", "DOB", "Date of Birth")),
    Column("ppid", ("PPID", "Patient Pathway Identifier"), required=True),
    Column("issuer", ("PPID_Issuer", "Pathway ID Issuer"), required=True),
    Column("referral_id", ("Referral_Identifier", "UBRN", "e-RS UBRN"), required=True),
    Column("clock_start", ("RTT_Period_Start_Date", "Clock start", "RTT Clock Start Date"), required=True),
    Column("clock_end", ("RTT_Period_End_Date",)),
    Column("rtt_status", ("RTT_Period_Status", "RTT status", "RTT Status Code")),
    Column("function", ("Treatment_Function_Code", "TFC", "Treatment Function"), required=True),
    Column("commissioner", ("Commissioner_Code", "Commissioner", "Commissioner Org Code")),
    Column("consultant", ("Consultant_Code", "Consultant", "Lead Consultant Code")),
    Column("priority_type", ("Priority_Type_Code", "Priority")),
    Column("procedure_priority", ("Procedure_Priority_Code", "P code", "Surgical Priority")),
    Column("decision", ("Decision_To_Admit_Date", "DTA", "DTA Date")),
    Column("tci", ("TCI_Date", "TCI")),
    Column("appointment", ("Outpatient_Future_Appointment_Date", "Next OPA", "Next Appointment Date")),
    Column("diagnostic", ("Diagnostic_Date", "Diagnostic", "Next Diagnostic Date")),
    Column("referral_received", ("Referral_Received_Date",)),
    Column("last_attended", ("Date_Last_Attended",)),
    Column("last_dna", ("Last_DNA_Date",)),
    Column("dna_count", ("DNA_Count",)),
    Column("last_validation", ("Last_Validation_Date",)),
    Column("cancer", ("Inclusion_On_Cancer_PTL",)),
    Column("comments", ("Comments", "Comment", "Notes")),
)

# Field to column of the census; the clock start is judged more strictly than the others.
DATES = {
    "birth_date": "birth_date",
    "clock_start": "rtt_period_start_date",
    "clock_end": "rtt_period_end_date",
    "referral_received": "referral_received_date",
    "decision": "decision_to_admit_date",
    "tci": "tci_date",
    "appointment": "outpatient_future_appointment_date",
    "diagnostic": "diagnostic_date",
    "last_attended": "date_last_attended",
    "last_dna": "last_dna_date",
    "last_validation": "last_validation_date",
}
