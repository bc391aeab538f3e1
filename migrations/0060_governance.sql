-- Why: bodies steer a partnership; who must sit on each is a rule, and who sat on it from when to when is a record.
create table governing_body (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  name text not null,
  frameworks text not null,
  workstream_key text,
  reports_to text,
  purpose text,
  membership text,
  chair text,
  rhythm text,
  quorum bigint,
  note text,
  paper_key text,
  line bigint,
  not_published text not null,
  invented bigint not null check (invented in (0, 1))
);
create table composition_rule (
  id text not null primary key,
  body_id text not null references governing_body (id),
  key text not null,
  position bigint not null,
  kind text not null,
  standing text not null,
  office text not null,
  seats bigint not null,
  of_body text,
  partner_key text,
  authorities text not null,
  sectors text not null,
  words text,
  constraint composition_rule_key unique (body_id, key)
);
-- One row is one term: a seat under a rule, held by an office or by a person, from a day to a day.
create table body_seat (
  id text not null primary key,
  body_id text not null references governing_body (id),
  rule_key text not null,
  office_title text not null,
  authority_key text,
  sector text,
  establishment_key text,
  person_key text,
  substitute_key text,
  from_day text not null,
  to_day text,
  note text,
  constraint body_seat_term check (to_day is null or to_day >= from_day)
);
create index body_seat_by_body on body_seat (body_id, from_day);
create index body_seat_by_person on body_seat (person_key);
create index body_seat_by_substitute on body_seat (substitute_key);
create index body_seat_by_authority on body_seat (authority_key);
create index body_seat_by_establishment on body_seat (establishment_key);
