-- Why: every write leaves a history row, and every copy of the server can see that something changed.
create table history_head (
  one bigint not null primary key check (one = 1),
  seq bigint not null,
  hash text not null
);
insert into history_head (one, seq, hash) values (1, 0, '');
create table history (
  seq bigint not null primary key,
  at text not null,
  account text not null,
  act text not null,
  subject_kind text not null,
  subject_id text not null,
  reason text,
  change text not null,
  previous_hash text not null,
  hash text not null
);
create index history_by_subject on history (subject_kind, subject_id, seq);
create table form_key (
  key text not null primary key,
  used_at text not null
);
create table search_entry (
  kind text not null,
  key text not null,
  url text not null,
  title text not null,
  summary text not null,
  primary key (kind, key)
);
create table search_word (
  word text not null,
  kind text not null,
  key text not null,
  weight bigint not null,
  primary key (word, kind, key)
);
create index search_word_by_entry on search_word (kind, key);
