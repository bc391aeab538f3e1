-- Why: a practitioner's own calendar has a secret address, and reminders come once for each meeting to whoever wants them.
create table learning_calendar (
  person_id text not null primary key references person (id),
  token_hash text not null unique,
  made_at text not null
);
create table learning_reminder_off (
  person_id text not null primary key references person (id),
  since text not null
);
create table learning_reminder (
  person_id text not null references person (id),
  meeting_id text not null references cohort_meeting (id),
  day text not null,
  queued_at text not null,
  primary key (person_id, meeting_id, day)
);
create index learning_reminder_by_meeting on learning_reminder (meeting_id);
