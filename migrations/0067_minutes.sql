-- Why: who was there, what they declared and decided, and minutes that two people can write without losing either's text.
create table meeting_attendance (
  id text not null primary key,
  meeting_id text not null references meeting (id),
  position bigint not null,
  person text,
  name text not null,
  office text not null,
  presence text not null check (presence in ('in-person', 'online', 'apologies')),
  substitute_for text
);
create index meeting_attendance_by_meeting on meeting_attendance (meeting_id, position);
create index meeting_attendance_by_person on meeting_attendance (person);
create table meeting_declaration (
  id text not null primary key,
  meeting_id text not null references meeting (id),
  position bigint not null,
  person text,
  name text not null,
  office text not null,
  interest text not null,
  stayed bigint not null
);
create index meeting_declaration_by_meeting on meeting_declaration (meeting_id, position);
create table meeting_decision (
  id text not null primary key,
  meeting_id text not null references meeting (id),
  number bigint not null,
  item_key text,
  wording text not null,
  at text not null,
  account text not null,
  withdrawn_at text,
  unique (meeting_id, number)
);
create table minutes_revision (
  meeting_id text not null references meeting (id),
  number bigint not null,
  body text not null,
  at text not null,
  account text not null,
  base bigint not null,
  primary key (meeting_id, number)
);
create table minutes_version (
  meeting_id text not null references meeting (id),
  number bigint not null,
  revision bigint not null,
  day text not null,
  approved_at text,
  reason text,
  is_public bigint not null,
  account text not null,
  primary key (meeting_id, number)
);
