-- Why: what a partnership set out to do is kept whole, version by version, and its parts can be asked for by key.
create table framework (
  id text not null primary key,
  key text not null unique,
  first_session text not null,
  last_session text not null
);
create table framework_version (
  id text not null primary key,
  framework_id text not null references framework (id),
  number bigint not null,
  state text not null check (state in ('draft', 'submitted', 'endorsed', 'published')),
  revision bigint not null,
  title text not null,
  reason text,
  body text not null,
  created_at text not null,
  constraint framework_version_number unique (framework_id, number)
);
create table framework_step (
  id text not null primary key,
  version_id text not null references framework_version (id),
  position bigint not null,
  step text not null,
  at text not null,
  account text not null,
  on_day text,
  endorsing_body text,
  paper text,
  reason text,
  constraint framework_step_position unique (version_id, position)
);
create table plan_record (
  framework_key text not null references framework (key),
  kind text not null,
  key text not null,
  position bigint not null,
  number bigint,
  title text not null,
  workstream_key text,
  primary key (framework_key, kind, key)
);
create index plan_record_by_workstream on plan_record (framework_key, workstream_key, kind);
create table stated (
  key text not null primary key,
  position bigint not null,
  printed text not null,
  text text not null,
  about text not null,
  kind text not null,
  session text,
  workstream_key text,
  paper_key text not null,
  line bigint,
  note text
);
