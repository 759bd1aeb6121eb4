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
  special: leaving_reason
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
core.CommissionerPrefix
  none: code_prefix name source is_confirmed
core.PolicyNumber
  none: key name value unit valid source is_confirmed
core.Action
  patient: title
  staff: owner created_by closed_by
  none: due_date specialty state created_at closed_at
core.ImportBatch
  staff: uploaded_by confirmed_by accepted_by original_name explanation
  none: feed kind state as_at sha256 size_bytes stored_name sheet header_row delimiter encoding headings missing_columns
  none: mapping counts file_issues rows_read rows_accepted rows_rejected corrects target_id
  none: uploaded_at confirmed_at accepted_at
core.RejectedRow
  patient: cells value row_key note
  staff: owner settled_by
  none: batch sheet row_number column code outcome specialty settled_at
core.ImportWarning
  patient: value
  none: batch sheet row_number column code
core.JobStatus
  none: task expected_since last_start last_success last_failure failure_reason
core.OutgoingMail
  staff: recipient subject text queued_by sent_by
  none: kind link_name link_key message_id state reason attempts next_attempt_at queued_at sending_at sent_at
core.OutgoingFile
  none: mail name place media_type sha256
core.FeedMapping
  staff: decided_by
  none: feed headings mapping decided_at
waiting_lists.Census
  staff: created_by
  none: batch feed state previous census_date created_at has_rows rtt_count non_rtt_count planned_count pathway_count
  none: new_count gone_count reinstated_count late_addition_count moved_start_count function_changed_count date_lost_count
waiting_lists.CensusPathway
  patient: nhs_number local_patient_identifier patient_pathway_identifier patient_pathway_identifier_issuer
  patient: pathway_key referral_identifier surname forename surname_key forename_key birth_date comments
  patient: rtt_period_start_date rtt_period_end_date rtt_period_status referral_received_date
  patient: decision_to_admit_date diagnostic_date tci_date outpatient_future_appointment_date date_last_attended
  patient: cancer_listed_date fds28_start_date cwt62_start_date cwt31_start_date
  patient: last_dna_date last_validation_date dna_count next_breach_clock next_breach_date next_step_date next_step_kind
  patient: priority_rank priority_type_code procedure_priority_code is_on_cancer_ptl
  staff: consultant_code
  none: id census batch row_number specialty site_code treatment_function_code return_line waiting_list_type
  none: commissioner_code provider_code is_rtt is_nonc warning_flags
waiting_lists.NamePart
  patient: value
waiting_lists.OpenPathwaySummary
  none: census specialty treatment_function_code return_line clock_start_date is_nonc pathways no_next_step
  none: with_decision_to_admit treatment_in_time
waiting_lists.CensusFacet
  none: census kind value specialty pathways
waiting_lists.CensusChange
  patient: pathway_key clock_start_before clock_start_after next_step_before next_step_after priority_rank is_on_cancer_ptl
  none: census kind specialty function_before function_after
core.AccessEvent
  staff: at user kind subject object_key row_count filters path request_id
waiting_lists.CancerPathway
  patient: pathway_identifier nhs_number tumour_site route clock_start_date informed_date outcome decision_to_treat_date treatment_date
  none: specialty listed_date
waiting_lists.Comment
  patient: pathway_key text kind
  staff: created_by withdrawn_by
  none: created_at withdrawn_at
waiting_lists.Escalation
  patient: title reason decision
  staff: created_by decided_by
  none: key specialty patients rows by_date decide_by_date state created_at decided_at
waiting_lists.EscalationOption
  patient: text
  none: escalation number patients_helped cost_pounds is_chosen
waiting_lists.PublishedFigure
  staff: recorded_by
  none: as_at_date return_line measure published ours reason source recorded_at
waiting_lists.LeftCheck
  patient: census pathway_key outcome note
  staff: checked_by
  none: checked_at
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
waiting_lists.ReturnedWorkbook
  patient: rows
  staff: created_by taken_by
  none: key exported_at planned_kind comments_taken dates_taken owners_taken created_at taken_at
staffing.Post
  none: position_no title specialty band status
staffing.PostFunding
  none: post valid wte
staffing.Assignment
  staff: person assignment_no is_primary post contract_type status fte weekly_minutes valid backfill_for
staffing.WorkPattern
  staff: person assignment_no valid cycle_weeks cycle_start am_minutes pm_minutes
staffing.Absence
  staff: person first_date last_date first_part last_part blocks_until_date expected_back_date state
  staff: requested_by requested_at decided_by decided_at ended_by ended_at half_days
  special: kind note decision_reason
staffing.AbsenceSource
  staff: absence source source_key first_date last_date data_as_at_date recorded_by recorded_at
staffing.EsrEntry
  staff: absence first_date last_date entered_by entered_at
staffing.DecisionLink
  staff: absence approver asked_by revoked_by mail
  none: key asked_at expires_at revoked_at
staffing.AbsenceCharge
  staff: absence assignment_no date leave_year leave_minutes bank_holiday_minutes
staffing.SicknessDetail
  special: reason_code level_2_reason related_reason is_work_related is_notifiable counts_as_episode
  staff: absence recorded_by recorded_at
staffing.ReturnToWork
  staff: absence due_date held_date held_by
staffing.LeaveAccount
  staff: person leave_year
staffing.LeaveLedger
  staff: account kind minutes effective_date expires_date corrects absence reason recorded_by recorded_at key
staffing.DeskCount
  staff: entered_by
  none: team count_date letters_to_type oldest_letter_days referrals_to_triage oldest_referral_days results_to_file voicemails
  none: entered_at
staffing.MinimumCover
  none: team weekday half minimum effect valid
staffing.AgencyBooking
  staff: worker_ref
  none: booking_ref worker_type specialty band reason agency_name is_on_framework approval_no start_date end_date
  none: hourly_rate vat_percent post
staffing.AgencyTimesheet
  none: booking week_ending_date timesheet_no minutes hourly_rate vat_percent status invoice_no
staffing.AgencyInvoice
  none: invoice_no invoice_date net vat gross
staffing.AgencyPriceCap
  none: band valid hourly_rate source
staffing.Vacancy
  none: vacancy_ref post specialty title band wte stage applications authorised_date advert_opened_date
  none: advert_closed_date shortlisted_date interview_date offer_date checks_date start_date data_as_at_date
staffing.TrainingRecord
  staff: person competence is_complete completed_date renewal_months
  none: data_as_at_date
complaints.Case
  patient: datix_ref draft_wanted_date complainant_name complainant_relation patient_number subject summary received_at
  patient: nhs_number
  staff: lead created_by
  none: reference reference_year reference_number kind channel specialty site timescale_working_days oral_resolved_date
  none: is_restricted state stage created_at
complaints.CaseAccess
  staff: case user kind granted_by granted_at
complaints.CaseStep
  patient: reason agreed_with
  staff: signatory_name recorded_by
  none: case number type on_date is_outside ground new_date working_days recorded_at
complaints.Point
  patient: text
  none: case number finding
complaints.StatementRequest
  patient: statement_text cannot_reason
  staff: point person due_date asked_date asked_by received_date received_by cannot_date ended_date ended_by
  none: is_given_by_link
complaints.StatementLink
  staff: case person asked_by revoked_by mail
  none: key asked_at expires_at revoked_at
complaints.CaseFile
  patient: original_name
  staff: on_behalf_of uploaded_by
  none: case request stored_name media_type sha256 size_bytes uploaded_at
complaints.Draft
  patient: body
  staff: created_by sent_by clinical_checker handed_over_by
  none: case version created_at sent_at handed_over_at
complaints.DraftCheck
  patient: reason
  staff: checked_by
  none: draft kind is_approved checked_at
complaints.Note
  patient: text
  staff: created_by
  none: case kind request created_at
rotas.DutyType
  none: code name kind start_time end_time work_minutes episodes
rotas.Rota
  none: name specialty tier rule_set weekend_limit low_intensity_agreed bleep is_active
rotas.Duty
  staff: person locum_name swap_note
  none: rota duty_type kind during slot is_on_call site work_minutes episodes is_cancelled
rotas.Gap
  staff: given_up_by opened_by closed_by how
  special: cause
  none: duty opened_at closed_at
rotas.CoverOffer
  staff: person mail asked_by answer answered_by answered_how withdrawn_by
  none: gap key way asked_at expires_at answered_at withdrawn_at
rotas.SwapOffer
  staff: giver person mail asked_by answer answered_by answered_how withdrawn_by done_by
  none: duty other key way asked_at expires_at answered_at withdrawn_at done_at
rotas.LocumRequest
  staff: created_by worker_name
  none: gap key state risk skills most_pence needs_manager tried created_at agency rate_pence
rotas.LocumStep
  staff: taken_by note
  none: request from_state to_state taken_at mail
rotas.Signatory
  staff: user cost_codes limit_pence valid added_by
  none: added_at
rotas.Timesheet
  staff: original_name received_by minutes rate_pence coded_by signed_by sent_by
  none: request state expected_date stored_name media_type sha256 received_at cost_code coded_at signed_at sent_at mails
rotas.DeskAddress
  staff: address added_by stopped_by
  none: desk added_at stopped_at
rotas.SwitchboardMailing
  staff: said queued_by
  none: day last_day is_daily queued_at
rotas.ActivityTemplate
  staff: person weekday session weeks_of_month activity site valid
rotas.SessionChange
  staff: person date session activity site note instead_of changed_by
  none: changed_at
rotas.ClinicBooking
  staff: consultant
  none: date session clinic_code site slots booked_new booked_follow_up dna cancelled_by data_as_at_date
rotas.LocumBooking
  staff: worker_ref worker_name core_pence unsocial_pence confirmed_core_pence confirmed_unsocial_pence requested_by
  none: booking_ref agency specialty during break_minutes vat_basis cost_code state
rotas.LocumTimesheetLine
  staff: worker_ref worker_signed_date signer_ref
  none: booking_ref during break_minutes band cost_code signed_date
rotas.LocumInvoiceLine
  staff: worker_ref minutes rate_pence amount_pence
  none: invoice_no booking_ref position is_work band vat_pence total_pence
rotas.PaperSignatory
  staff: reference cost_codes valid
rotas.DoctorRecord
  staff: person gmc_no gdc_no revalidation_due_date cct_date visa_type visa_expiry_date honorary_expiry_date
rotas.MedicalPost
  staff: person grade specialty site contract_type wte pas valid
rotas.LeaveSession
  staff: absence date part kind activity site clinic_codes choice covering chosen_by
  none: booked over_40 in_cohort is_exact counted_date chosen_at request
rotas.CancellationRequest
  staff: absence asked_by
  none: desk key state asked_at
rotas.CancellationStep
  staff: taken_by note
  none: request from_state to_state taken_at mail
rotas.WeekPublication
  staff: marks published_by
  none: specialty monday_date published_at mails
rotas.SwitchboardLink
  secret: token_hash
  staff: created_by revoked_by
  none: purpose created_at revoked_at
reports.ReportDefinition
  none: code name kind weekday run_time release_by suppression_k is_active version
reports.Recipient
  staff: address name added_by outside_approved_by governance_reference governance_recorded_by
  none: copy is_active is_outside added_at outside_approved_at governance_recorded_at
reports.ExitPlan
  staff: written_by
  none: specialty band reason text written_at
reports.MonthlyAmount
  staff: typed_by
  none: kind month_date specialty pounds source typed_at
reports.AgencyExemption
  staff: granted_by_name recorded_by
  none: reference specialty band ground valid recorded_at
reports.EsrRate
  staff: typed_by
  none: week_ending_date rate_percent typed_at
reports.SourceConfirmation
  staff: confirmed_by
  none: source data_to_date confirmed_at
reports.ReportRun
  staff: created_by built_by held_by released_by finished_by
  none: definition definition_version period_first_date period_last_date version version_reason state state_reason
  none: created_at built_at build_attempts data_as_at sources settings_used held_at hold_until released_at finished_at
reports.ReportFigure
  none: run place key label unit value text numerator denominator definition_id suppressed_text
reports.ReportRows
  special: rows
  none: run
reports.ReportLine
  staff: text written_by
  none: run place written_at
reports.ReportDifference
  none: run previous_run key label old new old_suppressed new_suppressed
reports.ReportFile
  none: run copy format content sha256 size_bytes
reports.RunStep
  staff: taken_by
  none: run from_state to_state taken_at reason
reports.ReportDelivery
  staff: recipient queued_by sent_by
  none: run copy alert message_id state reason attempts next_attempt_at queued_at sending_at sent_at
reports.Alert
  staff: noticed_by
  none: event kind run subject what remedy noticed_at
reports.Comparison
  staff: reason entered_by
  none: measure day theirs ours entered_at
reports.MondayBrief
  staff: made_by
  none: day made_at
reports.AlertLetter
  staff: user queued_by sent_by
  none: alert message_id state reason attempts next_attempt_at queued_at sending_at sent_at
"""
