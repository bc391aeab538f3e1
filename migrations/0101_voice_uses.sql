-- Why: a withdrawal must find every document that holds the words, published here or used elsewhere.
create table voice_use (
  id text not null primary key,
  voice_id text not null references voice (id),
  at text not null,
  account text not null,
  publication_key text,
  version bigint,
  place text,
  unique (voice_id, publication_key, version)
);
create index voice_use_by_publication on voice_use (publication_key, version);
