-- Why: an authority may agree that its counts of one indicator and session stand by name beside those of others that agree too.
create table counts_sharing (
  id text not null primary key,
  indicator_key text not null,
  session text not null,
  authority_id text not null references authority (id),
  agreed_at text not null,
  ended_at text
);
create unique index counts_sharing_open on counts_sharing (indicator_key, session, authority_id) where ended_at is null;
