-- Why: wrong guesses are counted for an account and for a network by every copy of the server alike; a sign-in can be told from another, and knows when its owner was last proved.
create table wrong_guess (
  id text not null primary key,
  account_digest text not null,
  network_digest text not null,
  at text not null
);
create index wrong_guess_by_account on wrong_guess (account_digest, at);
create index wrong_guess_by_network on wrong_guess (network_digest, at);
-- Sign-ins live for hours: everybody signs in once more, and every row that stands says how it began.
drop table sign_in;
create table sign_in (
  token_hash text not null primary key,
  id text not null unique,
  account_id text not null references account (id),
  way text not null check (way in ('password', 'link', 'council')),
  device text not null,
  created_at text not null,
  last_seen_at text not null,
  proved_at text,
  address text not null
);
create index sign_in_by_account on sign_in (account_id, created_at);
