-- Why: reach counts each person once: who looks alike, who was told apart, numbers without names, and figures kept as they stood on a day.
create table person_alike (
  first_id text not null references person (id),
  second_id text not null references person (id),
  reasons text not null,
  strength bigint not null,
  primary key (first_id, second_id)
);
create table person_alike_scan (
  one bigint not null primary key check (one = 1),
  seq bigint not null,
  common bigint not null
);
create table person_apart (
  id text not null primary key,
  first_id text not null references person (id),
  second_id text not null references person (id),
  at text not null,
  account text not null,
  reason text not null,
  ended_at text,
  ended_by text
);
create index person_apart_by_first on person_apart (first_id, second_id);
create index person_merge_by_merged on person_merge (merged_id, at);
create index practitioner_by_registration on practitioner (registration);
create index attendance_for_reach on attendance (person_id, authority_key, establishment_key, sector, post, mode, meeting_id, mark);
create index attendance_by_establishment on attendance (establishment_key, meeting_id);
create table headcount (
  id text not null primary key,
  source text not null check (source in ('programmes', 'networks')),
  meeting_id text not null,
  kind text not null check (kind in ('pupils', 'families', 'others')),
  number bigint not null check (number >= 0),
  at text not null,
  account text not null,
  constraint headcount_once unique (source, meeting_id, kind)
);
create table reach_figure (
  id text not null primary key,
  key text not null unique,
  made_on text not null,
  at text not null,
  account text not null,
  rule bigint not null,
  rule_words text not null,
  filter text not null,
  filter_words text not null,
  people bigint not null,
  people_low bigint not null,
  attendances bigint not null,
  minutes bigint not null,
  establishments bigint not null,
  unnamed bigint not null,
  note text not null
);
alter table establishment add column simd_quintile bigint check (simd_quintile is null or simd_quintile between 1 and 5);
