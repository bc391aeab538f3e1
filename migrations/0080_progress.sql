-- Why: a group says how it gets on by an emailed link; each request, sending, return and acceptance is a dated record.
create table progress_report (
  id text not null primary key,
  key text not null unique,
  group_key text not null,
  framework_key text not null,
  workstream_key text,
  period_from text not null,
  period_to text not null,
  due text not null,
  state text not null check (state in ('asked', 'draft', 'sent', 'returned', 'accepted', 'withdrawn')),
  asked_at text not null,
  invented bigint not null,
  constraint progress_period_in_order check (period_from <= period_to)
);
create index progress_report_by_group on progress_report (group_key, period_to);
create index progress_report_by_period on progress_report (framework_key, period_to);
create index progress_report_by_state on progress_report (state, due);
create table progress_answers (
  report_id text not null references progress_report (id),
  number bigint not null,
  reached bigint not null,
  met text not null,
  met_note text not null,
  people bigint,
  who text not null,
  changed text not null,
  helps text not null,
  share text not null,
  may_share bigint not null,
  person_name text not null,
  post text not null,
  saved_at text not null,
  sent_at text,
  primary key (report_id, number)
);
create table progress_step (
  id text not null primary key,
  report_id text not null references progress_report (id),
  step text not null,
  at text not null,
  account text not null,
  note text not null
);
create index progress_step_by_report on progress_step (report_id, at);
create table progress_link (
  token_hash text not null primary key,
  report_id text not null references progress_report (id),
  kind text not null check (kind in ('request', 'reminder', 'returned', 'own')),
  person_key text,
  authority_key text,
  made_at text not null,
  expires_at text not null,
  account text not null
);
create index progress_link_by_report on progress_link (report_id, made_at);
create index progress_link_by_made on progress_link (made_at);
