-- Why: letters with a link to sign in are throttled by address and by network, without keeping either in plain sight.
create table sign_in_ask (
  id text not null primary key,
  address_digest text not null,
  network_digest text not null,
  at text not null
);
create index sign_in_ask_by_address on sign_in_ask (address_digest, at);
create index sign_in_ask_by_network on sign_in_ask (network_digest, at);
