-- Why: a group or a body meets on a day, with an agenda that rolls on until each item is done, and papers open or closed.
create table meeting (
  id text not null primary key,
  key text not null unique,
  holder_kind text not null check (holder_kind in ('group', 'body')),
  holder_key text not null,
  title text not null,
  day text not null,
  starts text not null,
  ends text,
  zone text not null,
  mode text not null check (mode in ('in-person', 'online', 'both')),
  venue text not null,
  link text not null,
  sequence bigint not null,
  changed_at text not null,
  cancelled_on text,
  cancelled_reason text,
  none_declared bigint not null,
  invented bigint not null
);
create index meeting_by_day on meeting (day, id);
create index meeting_by_holder on meeting (holder_kind, holder_key, day);
create table agenda_item (
  id text not null primary key,
  key text not null unique,
  position bigint not null unique,
  holder_kind text not null,
  holder_key text not null,
  title text not null,
  brought_by text not null,
  from_day text not null,
  done_day text
);
create index agenda_item_by_holder on agenda_item (holder_kind, holder_key, from_day);
create table agenda_settlement (
  meeting_id text not null references meeting (id),
  item_id text not null references agenda_item (id),
  outcome text not null check (outcome in ('done', 'carried')),
  at text not null,
  account text not null,
  primary key (meeting_id, item_id)
);
create table meeting_paper (
  id text not null primary key,
  key text not null unique,
  meeting_id text not null references meeting (id),
  position bigint not null,
  title text not null,
  kind text not null check (kind in ('text', 'link', 'file')),
  body text not null,
  url text not null,
  file_name text not null,
  bytes bytea,
  size bigint not null,
  closed_reason text,
  added_at text not null,
  account text not null,
  withdrawn_at text
);
create index meeting_paper_by_meeting on meeting_paper (meeting_id, position);
