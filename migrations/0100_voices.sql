-- Why: somebody's words are used only as they agreed: the words, how they are named, where, until when; and withdrawal finds every use.
create table voice (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  kind text not null check (kind in ('quote', 'spotlight')),
  session text not null,
  words text not null,
  question text,
  edits text,
  speaker_name text,
  speaker_email text,
  role text,
  sector text,
  authority_key text,
  stage text,
  child bigint not null,
  group_key text,
  programme_key text,
  framework_key text,
  workstream_key text,
  priority_key text,
  outcome_key text,
  driver_key text,
  tone text not null check (tone in ('positive', 'wish', 'criticism')),
  chosen text,
  for_whom text,
  headcount bigint,
  verified_by text,
  measure text,
  measure_before text,
  measure_after text,
  meanwhile text,
  did_not_work text,
  paper_key text,
  line bigint,
  invented bigint not null,
  said_sha256 text not null,
  consents bigint not null
);
create index voice_by_session on voice (session, position);
create index voice_by_group on voice (group_key);
create index voice_by_workstream on voice (workstream_key, session);
-- A consent is never changed: a new one takes its place, and the withdrawal of one is a record of its own.
create table voice_consent (
  id text not null primary key,
  voice_id text not null references voice (id),
  number bigint not null,
  at text not null,
  account text not null,
  given_how text not null check (given_how in ('link', 'recorded')),
  given_on text not null,
  said_sha256 text not null,
  wording text not null,
  attribution text not null check (attribution in ('named', 'role', 'sector', 'anonymous')),
  channels text not null,
  expires_on text,
  note text,
  unique (voice_id, number)
);
create table voice_withdrawal (
  consent_id text not null primary key references voice_consent (id),
  at text not null,
  account text not null,
  withdrawn_on text not null,
  withdrawn_how text not null check (withdrawn_how in ('link', 'recorded')),
  reason text
);
create table voice_link (
  token_hash text not null primary key,
  voice_id text not null references voice (id),
  made_at text not null,
  account text not null,
  ended_at text
);
create index voice_link_by_voice on voice_link (voice_id);
