-- Why: completing is decided with its facts, a certificate stays as issued, credit is claimed and answered, and a year later somebody asks what came of it.
create table case_study (
  id text not null primary key,
  cohort_id text not null references cohort (id),
  person_id text not null references person (id),
  question text not null,
  target_group text not null,
  done text not null,
  measure_before text not null,
  measure_after text not null,
  impact text not null,
  not_worked text not null,
  outcomes text not null,
  may_share bigint not null check (may_share in (0, 1)),
  reached bigint not null,
  state text not null check (state in ('draft', 'submitted', 'returned', 'accepted', 'moderated')),
  state_at text not null,
  constraint case_study_once unique (cohort_id, person_id)
);
create index case_study_by_person on case_study (person_id);
create table case_study_step (
  id text not null primary key,
  case_study_id text not null references case_study (id),
  from_state text not null,
  to_state text not null,
  at text not null,
  account text not null,
  words text not null
);
create index case_study_step_by_case_study on case_study_step (case_study_id, at);
create table completion_link (
  token_hash text not null primary key,
  cohort_id text not null references cohort (id),
  person_id text not null references person (id),
  kind text not null check (kind in ('case-study', 'certificate', 'what-next')),
  made_at text not null,
  expires_at text not null
);
create index completion_link_by_person on completion_link (cohort_id, person_id, kind);
create table completion (
  id text not null primary key,
  cohort_id text not null references cohort (id),
  person_id text not null references person (id),
  outcome text not null check (outcome in ('completed', 'not-completed')),
  day text not null,
  against_rule bigint not null check (against_rule in (0, 1)),
  facts text not null,
  reason text not null,
  minutes bigint not null,
  at text not null,
  account text not null,
  taken_back_at text,
  taken_back_by text,
  taken_back_reason text
);
create unique index completion_standing_once on completion (cohort_id, person_id) where taken_back_at is null;
create index completion_by_person on completion (person_id, day);
create table certificate (
  id text not null primary key,
  number text not null unique,
  completion_id text not null references completion (id),
  name text not null,
  programme text not null,
  cohort text not null,
  completed_on text not null,
  worth text not null,
  issued_on text not null,
  issued_at text not null,
  account text not null,
  renderer text not null,
  document text not null,
  sha256 text not null,
  revoked_on text,
  revoked_by text,
  revoked_reason text,
  replaced_by text
);
create index certificate_by_completion on certificate (completion_id, issued_at);
create unique index certificate_standing_once on certificate (completion_id) where revoked_on is null;
create table certificate_file (
  certificate_id text not null primary key references certificate (id),
  bytes bytea not null
);
create table award_claim (
  id text not null primary key,
  completion_id text not null references completion (id),
  award text not null check (award in ('credit', 'recognition')),
  step text not null check (step in ('sent', 'awarded', 'refused')),
  day text not null,
  reference text not null,
  at text not null,
  account text not null
);
create index award_claim_by_completion on award_claim (completion_id, award, at);
create table what_next (
  completion_id text not null primary key references completion (id),
  asked_at text not null,
  changed text not null,
  doing text,
  may_share bigint not null check (may_share in (0, 1)),
  answered_at text
);
create index what_next_by_answer on what_next (answered_at);
