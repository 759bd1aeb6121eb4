"""The table of `directorate.core.domain.classification`: a model, then its fields by class."""

CLASSIFIED_FIELDS = """
core.Division
  none: name
core.Directorate
  none: name division
core.Specialty
  none: code name directorate sort_order is_active
core.TreatmentFunction
  none: code name return_line specialty source is_confirmed
core.Site
  none: code name letter is_active
core.Team
  none: name specialty site is_active
  staff: leader
core.Person
  staff: staff_number surname forenames known_as title staff_group job_title grade specialty team consultant_code email
  staff: is_clinical_lead start_date leaving_date sort_name
core.SecretaryConsultant
  staff: secretary consultant valid
core.Cover
  staff: covered covering valid
core.User
  staff: email person name is_active is_staff is_superuser is_system is_demo created_at last_login
  secret: password groups user_permissions
core.RoleGrant
  staff: user role specialties teams may_log_for_team valid granted_by granted_at
core.RoleGrantSpecialty
  staff: rolegrant specialty
core.RoleGrantTeam
  staff: rolegrant team
core.BankHoliday
  none: date title source
core.PolicyNumber
  none: key name value unit valid source is_confirmed
core.Action
  patient: title
  staff: owner created_by closed_by
  none: due_date specialty state created_at closed_at
core.AccessEvent
  staff: at user kind subject object_key row_count filters path request_id
waiting_lists.Comment
  patient: pathway_key text
  staff: created_by withdrawn_by
  none: created_at withdrawn_at
waiting_lists.PlannedDate
  patient: pathway_key date kind note
  staff: created_by ended_by
  none: created_at ended_at
waiting_lists.PathwayAction
  patient: pathway_key
  none: action
waiting_lists.ValidationQuery
  patient: pathway_key question answer
  staff: created_by answered_by
  none: created_at answered_at
waiting_lists.SavedView
  staff: user created_by
  none: name choices created_at
waiting_lists.ListExport
  patient: file
  staff: created_by
  none: key choices reason rows_total rows_done state created_at
"""
