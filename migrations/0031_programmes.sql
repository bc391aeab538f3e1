-- Why: programmes and other activity are records of their own; one may run in several frameworks and be a group as well.
create table programme (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  name text not null,
  other_names text not null,
  kind text,
  frameworks text not null,
  workstream_key text not null,
  designed_for text,
  duration text,
  duration_months bigint,
  focus text,
  award text,
  group_key text,
  stated text not null,
  contact_office text not null,
  note text,
  paper_key text,
  line bigint,
  not_published text not null
);
create index programme_by_workstream on programme (workstream_key);
