-- Why: a second step at signing in: one-time codes from an app, each taken once, and ten codes on paper for a lost device.
create table one_time_code (
  account_id text not null primary key references account (id),
  secret text not null,
  made_at text not null,
  on_since text,
  last_step bigint not null
);
create table recovery_code (
  id text not null primary key,
  account_id text not null references account (id),
  code_digest text not null,
  used_at text,
  unique (account_id, code_digest)
);
create table second_step (
  token_hash text not null primary key,
  account_id text not null references account (id),
  way text not null check (way in ('password', 'link')),
  next_path text not null,
  expires_at text not null
);
