-- Calibration: a session over the results of a cycle, and each change that came of it, signed and with its reason.

create table calibrations (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  cycle_id uuid not null,
  unit_id uuid,
  title text not null,
  organisation_predicate text constraint calibrations_organisation_predicate_known check (
    organisation_predicate in ('ISTIMEWA', 'BAIK', 'BUTUH_PERBAIKAN', 'KURANG', 'SANGAT_KURANG')),
  opened_by uuid not null,
  opened_at timestamptz not null,
  primary key (institution_id, id),
  constraint calibrations_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint calibrations_unit_exists foreign key (institution_id, unit_id) references units (institution_id, id)
);
create index calibrations_by_cycle on calibrations (institution_id, cycle_id, id);
call protect('calibrations', 'select, insert');
call classify('calibrations', 'internal', 'institution_id', 'id', 'cycle_id', 'unit_id', 'title', 'opened_by', 'opened_at');
call classify('calibrations', 'confidential', 'organisation_predicate');

create table calibration_changes (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  calibration_id uuid not null,
  appraisal_id uuid not null,
  -- What the superior had set; it stays in the edition before.
  previous_rating text not null constraint calibration_changes_previous_rating_known check (previous_rating in ('DI_ATAS', 'SESUAI', 'DI_BAWAH')),
  rating text not null constraint calibration_changes_rating_known check (rating in ('DI_ATAS', 'SESUAI', 'DI_BAWAH')),
  reason text not null,
  signed_by uuid not null,
  signed_at timestamptz not null,
  signature text not null,
  result_id uuid not null,
  primary key (institution_id, id),
  constraint calibration_changes_calibration_exists foreign key (institution_id, calibration_id) references calibrations (institution_id, id),
  constraint calibration_changes_appraisal_exists foreign key (institution_id, appraisal_id) references appraisals (institution_id, id),
  constraint calibration_changes_result_exists foreign key (institution_id, result_id) references results (institution_id, id)
);
create index calibration_changes_by_calibration on calibration_changes (institution_id, calibration_id, id);
call protect('calibration_changes', 'select, insert');
call classify('calibration_changes', 'internal', 'institution_id', 'id', 'calibration_id', 'appraisal_id', 'signed_by', 'signed_at', 'signature', 'result_id');
call classify('calibration_changes', 'confidential', 'previous_rating', 'rating', 'reason');
