-- Why: an application moves through named states, each move a dated step with its author and its reason; a place is held by an offer or an acceptance.
create table application_group (
  id text not null primary key,
  key text not null unique,
  cohort_id text not null references cohort (id),
  name text not null,
  kind text not null check (kind in ('school', 'department')),
  establishment_key text,
  made_at text not null
);
create table application (
  id text not null primary key,
  key text not null unique,
  cohort_id text not null references cohort (id),
  group_id text references application_group (id),
  person_id text references person (id),
  name text not null,
  email text not null,
  post text not null,
  sector text not null,
  authority_key text,
  establishment_key text,
  workplace text not null,
  registration text not null,
  why text not null,
  needs text not null,
  endorser_name text not null,
  endorser_email text not null,
  endorsed text check (endorsed in ('yes', 'no')),
  endorsed_at text,
  endorsed_words text not null,
  state text not null check (state in ('draft', 'submitted', 'waiting', 'offered', 'accepted', 'declined', 'expired', 'withdrawn', 'refused', 'deferred', 'transferred', 'merged')),
  state_at text not null,
  started_at text not null,
  submitted_at text,
  offer_expires_on text,
  transferred_to text,
  sentence text not null,
  invented bigint not null check (invented in (0, 1))
);
create index application_by_cohort on application (cohort_id, state, submitted_at);
create index application_by_person on application (person_id);
create index application_by_email on application (email);
create table application_step (
  id text not null primary key,
  application_id text not null references application (id),
  from_state text not null,
  to_state text not null,
  at text not null,
  account text not null,
  reason text not null
);
create index application_step_by_application on application_step (application_id, at);
create table application_link (
  token_hash text not null primary key,
  application_id text not null references application (id),
  kind text not null check (kind in ('applicant', 'endorser')),
  made_at text not null,
  expires_at text not null
);
create index application_link_by_application on application_link (application_id, kind);
