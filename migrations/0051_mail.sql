-- Why: a letter stands in an outbox from the transaction that caused it until the mail server took it, so that none is lost or sent twice.
create table letter (
  id text not null primary key,
  once_key text not null unique,
  kind text not null,
  address text not null,
  subject text not null,
  body text not null,
  unsubscribe text,
  state text not null check (state in ('waiting', 'sending', 'sent', 'refused', 'withdrawn')),
  queued_at text not null,
  due_at text not null,
  tries bigint not null,
  claimed_at text,
  done_at text,
  fault text
);
create index letter_by_state on letter (state, due_at, id);
create index letter_by_queued on letter (queued_at, id);
create table letter_template (
  kind text not null primary key,
  subject text not null,
  body text not null,
  changed_at text not null,
  account text not null
);
create table mail_outage (
  one bigint not null primary key check (one = 1),
  since text not null,
  last_at text not null,
  fault text not null
);
