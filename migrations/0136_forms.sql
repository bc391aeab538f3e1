-- Why: forms after a meeting or a programme: a question's words never change under one version, and no reader of the database can join an answer to a name.
create table form_scale (
  id text not null primary key,
  key text not null unique,
  name text not null
);
create table form_scale_option (
  scale_id text not null references form_scale (id),
  position bigint not null,
  key text not null,
  label text not null,
  top_box bigint not null check (top_box in (0, 1)),
  primary key (scale_id, key)
);
create table form_question (
  id text not null primary key,
  key text not null unique,
  retired_on text,
  retired_reason text
);
create table form_question_version (
  id text not null primary key,
  question_id text not null references form_question (id),
  number bigint not null,
  words text not null,
  help text not null,
  kind text not null check (kind in ('scale', 'yes-no', 'choice', 'number', 'text')),
  scale_key text,
  may_not_apply bigint not null check (may_not_apply in (0, 1)),
  driver text not null,
  level text not null,
  measure text not null,
  reason text not null,
  from_day text not null,
  constraint form_question_version_number unique (question_id, number)
);
create table form_question_option (
  version_id text not null references form_question_version (id),
  position bigint not null,
  key text not null,
  label text not null,
  top_box bigint not null check (top_box in (0, 1)),
  primary key (version_id, key)
);
create table form (
  id text not null primary key,
  key text not null unique,
  title text not null,
  occasion text not null check (occasion in ('meeting', 'programme', 'other')),
  opening text not null,
  retired_on text
);
create table form_item (
  form_id text not null references form (id),
  position bigint not null,
  question_id text not null references form_question (id),
  primary key (form_id, question_id)
);
create table form_asking (
  id text not null primary key,
  key text not null unique,
  form_id text not null references form (id),
  title text not null,
  programme_key text,
  cohort_key text,
  meeting_key text,
  session text not null,
  opens_on text not null,
  closes_on text not null,
  invited bigint check (invited is null or invited >= 0),
  token_hash text not null unique,
  closed_on text,
  settled_at text,
  invented bigint not null check (invented in (0, 1)),
  constraint form_asking_opens_before_it_closes check (opens_on <= closes_on)
);
create index form_asking_by_session on form_asking (session, id);
create index form_asking_by_programme on form_asking (programme_key, opens_on);
create table form_asking_item (
  asking_id text not null references form_asking (id),
  position bigint not null,
  version_id text not null references form_question_version (id),
  primary key (asking_id, version_id)
);
create table form_link (
  token_hash text not null primary key,
  asking_id text not null references form_asking (id),
  used bigint not null check (used in (0, 1))
);
create index form_link_by_asking on form_link (asking_id);
create table form_response (
  id text not null primary key,
  asking_id text not null references form_asking (id),
  day text not null
);
create index form_response_by_asking on form_response (asking_id, id);
create table form_answer (
  response_id text not null references form_response (id),
  version_id text not null references form_question_version (id),
  choice text,
  number bigint,
  words text,
  primary key (response_id, version_id),
  constraint form_answer_one_of_three check (
    (case when choice is null then 0 else 1 end) + (case when number is null then 0 else 1 end)
      + (case when words is null then 0 else 1 end) = 1
  )
);
create index form_answer_by_version on form_answer (version_id);
