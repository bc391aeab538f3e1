-- Why: councils vouch for their own people: whom an issuer means by a subject is said once, by the person, and never by an address.
create table council_identity (
  id text not null primary key,
  council_key text not null,
  issuer text not null,
  subject text not null,
  account_id text not null references account (id),
  linked_at text not null,
  last_used_at text,
  unique (issuer, subject)
);
create index council_identity_by_account on council_identity (account_id, linked_at);
create table council_ask (
  state_hash text not null primary key,
  browser_hash text not null,
  council_key text not null,
  next_path text not null,
  again bigint not null check (again in (0, 1)),
  expires_at text not null
);
create table council_newcomer (
  browser_hash text not null primary key,
  council_key text not null,
  issuer text not null,
  subject text not null,
  expires_at text not null
);
