-- Why: whoever wants to take part tells the Collaboration Officer; what was answered and how it ended are dated records.
create table interest (
  id text not null primary key,
  key text not null unique,
  position bigint not null unique,
  received_at text not null,
  about_kind text,
  about_key text,
  about_title text,
  keep_until text not null,
  forgotten_at text,
  name text not null,
  email text not null,
  organisation text not null,
  authority_key text,
  job text not null,
  message text not null
);
create index interest_by_received on interest (received_at);
create table interest_answer (
  id text not null primary key,
  interest_id text not null references interest (id),
  at text not null,
  account text not null,
  note text not null
);
create index interest_answer_by_interest on interest_answer (interest_id, at);
create table interest_closure (
  interest_id text not null primary key references interest (id),
  at text not null,
  account text not null,
  outcome text not null,
  note text not null
);
