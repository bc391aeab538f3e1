-- Why: a person, the office they hold and the account they sign in with change at different times, so they are three tables.
create table person (
  id text not null primary key,
  key text not null unique,
  name text not null,
  invented bigint not null check (invented in (0, 1))
);
create table office (
  id text not null primary key,
  key text not null unique,
  title text not null,
  person_id text references person (id),
  authority_key text,
  workstream_key text,
  email text,
  telephone text,
  public bigint not null check (public in (0, 1)),
  note text
);
create table account (
  id text not null primary key,
  person_id text not null references person (id),
  email text not null unique,
  password_hash text,
  created_at text not null,
  closed_at text
);
create table role_grant (
  id text not null primary key,
  person_id text not null references person (id),
  role text not null,
  scope_kind text not null check (scope_kind in ('partnership', 'authority', 'workstream')),
  scope_key text not null,
  from_day text not null,
  to_day text
);
create index role_grant_by_person on role_grant (person_id);
create table sign_in (
  token_hash text not null primary key,
  account_id text not null references account (id),
  created_at text not null,
  last_seen_at text not null,
  address text not null
);
create table welcome (
  token_hash text not null primary key,
  account_id text not null references account (id),
  created_at text not null,
  expires_at text not null,
  used_at text
);
