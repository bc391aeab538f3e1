-- Why: how far an outcome has come is a dated judgement with its reasons; a later one takes its place and neither is lost.
create table progress_judgement (
  id text not null primary key,
  position bigint not null unique,
  framework_key text not null,
  subject_kind text not null check (subject_kind in ('outcome', 'priority')),
  subject_key text not null,
  word text not null,
  reasons text not null,
  day text not null,
  office text not null,
  at text not null,
  account text not null,
  invented bigint not null
);
create index progress_judgement_by_subject on progress_judgement (framework_key, subject_kind, subject_key, day);
