-- Why: who came is one mark for each person and meeting, with where they worked on that day, so that reach can be counted later.
create table attendance (
  id text not null primary key,
  meeting_id text not null references cohort_meeting (id),
  person_id text not null references person (id),
  mark text not null check (mark in ('present', 'late', 'apologies', 'absent')),
  mode text not null check (mode in ('in-person', 'online')),
  authority_key text,
  establishment_key text,
  sector text not null,
  post text not null,
  how text not null check (how in ('register', 'check-in', 'file')),
  taken_at text not null,
  account text not null,
  constraint attendance_once unique (meeting_id, person_id)
);
create index attendance_by_person on attendance (person_id);
create index attendance_by_authority on attendance (authority_key, meeting_id);
create table check_in_code (
  id text not null primary key,
  meeting_id text not null references cohort_meeting (id),
  code_hash text not null,
  made_at text not null,
  expires_at text not null,
  account text not null
);
create index check_in_code_by_hash on check_in_code (code_hash);
create index check_in_code_by_meeting on check_in_code (meeting_id, expires_at);
