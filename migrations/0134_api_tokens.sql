-- Why: programs read registers with a token of somebody's own account; a register says why somebody came without a place; wrong check-in codes are counted.
create table api_token (
  id text not null primary key,
  account_id text not null references account (id),
  name text not null,
  token_hash text not null unique,
  made_at text not null,
  last_used_at text,
  revoked_at text
);
create index api_token_by_account on api_token (account_id, made_at);
alter table attendance add column note text not null default '';
create table check_in_try (
  id text not null primary key,
  address text not null,
  at text not null
);
create index check_in_try_by_address on check_in_try (address, at);
