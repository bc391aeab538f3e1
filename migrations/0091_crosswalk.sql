-- Why: workstreams and priorities change their names between plans, and somebody has to say what became of each.
create table crosswalk_link (
  id text not null primary key,
  from_framework text not null references framework (key),
  from_kind text not null,
  from_key text not null,
  to_framework text not null references framework (key),
  to_kind text not null,
  to_key text not null,
  relation text not null check (relation in ('continues', 'merges-into', 'split-from', 'ended', 'new')),
  note text,
  paper_key text references paper (key),
  line bigint,
  invented bigint not null,
  recorded_at text not null,
  recorded_by text not null,
  constraint crosswalk_link_once unique (from_framework, to_framework, from_kind, from_key, to_kind, to_key)
);
create index crosswalk_link_by_later on crosswalk_link (to_framework, to_kind, to_key);
