-- Why: a partnership is data: its name, its authorities and partner organisations, its papers, its establishments.
create table partnership (
  one bigint not null primary key check (one = 1),
  key text not null,
  name text not null,
  short_name text not null,
  description text not null,
  place text not null,
  time_zone text not null,
  currency text not null,
  language text not null,
  website text,
  contact_office text not null,
  current_framework text,
  example_note text,
  former_names text not null,
  comparison_key text,
  comparison_name text
);
create table theme (
  key text not null primary key,
  position bigint not null,
  name text not null,
  meaning text not null
);
create table authority (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  name text not null,
  council_name text not null,
  s12_code text not null unique,
  three_digit_code text not null unique,
  aliases text not null
);
create table partner (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  name text not null,
  kind text not null,
  works_on text
);
create table paper (
  key text not null primary key,
  position bigint not null,
  title text not null,
  kind text not null,
  first_session text,
  last_session text,
  day text,
  note text,
  not_published text not null
);
create table establishment (
  id text not null primary key,
  key text not null unique,
  seed text not null,
  department text not null,
  name text not null,
  sector text not null,
  authority_id text not null references authority (id),
  status text not null check (status in ('open', 'closed', 'mothballed', 'proposed')),
  opened text,
  closed text,
  predecessors text not null,
  constraint establishment_seed_department unique (seed, department)
);
