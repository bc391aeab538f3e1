-- Why: what somebody agreed to do by a day is one record, wherever it was agreed, and stays open until it is done or dropped.
create table agreed_action (
  id text not null primary key,
  key text not null unique,
  position bigint not null unique,
  holder_kind text not null check (holder_kind in ('group', 'body', 'recommendation')),
  holder_key text not null,
  wording text not null,
  owner text,
  owner_words text not null,
  due text,
  meeting text,
  framework text,
  priority text,
  agreed_on text not null,
  done_on text,
  dropped_on text,
  outcome text,
  ended_by text
);
create index agreed_action_by_holder on agreed_action (holder_kind, holder_key);
create index agreed_action_by_owner on agreed_action (owner);
create index agreed_action_by_due on agreed_action (due);
create index agreed_action_by_meeting on agreed_action (meeting);
create index agreed_action_by_priority on agreed_action (framework, priority);
