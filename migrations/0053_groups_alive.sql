-- Why: a group lives: it serves priorities, meets in a rhythm, has members, a short action plan and outputs, is reviewed and closed.
alter table network_group add column review text;
alter table network_group add column rhythm text;
alter table network_group add column meeting_minutes bigint;
alter table network_group add column collaboration text;
alter table network_group add column what_is_left text;
alter table network_group add column carried_on_by text;
alter table network_group add column still_meets text;
alter table network_group add column still_meets_note text;
alter table network_group add column invented text;
create table network_group_priority (
  group_id text not null references network_group (id),
  position bigint not null,
  priority_key text not null,
  primary key (group_id, position)
);
create index network_group_priority_by_priority on network_group_priority (priority_key);
create table membership (
  id text not null primary key,
  group_id text not null references network_group (id),
  person_id text not null references person (id),
  post text not null,
  authority_key text,
  establishment_key text,
  partner_key text,
  part text not null check (part in ('lead', 'member', 'link', 'observer')),
  from_day text not null,
  to_day text,
  constraint membership_ends_after_it_begins check (to_day is null or to_day >= from_day)
);
create index membership_by_group on membership (group_id, from_day);
create index membership_by_person on membership (person_id);
create index membership_by_authority on membership (authority_key, from_day);
create table group_output (
  id text not null primary key,
  group_id text not null references network_group (id),
  position bigint not null,
  title text not null,
  kind text not null,
  url text,
  day text,
  priority_key text
);
create index group_output_by_group on group_output (group_id, position);
create table group_plan_priority (
  id text not null primary key,
  group_id text not null references network_group (id),
  position bigint not null,
  text text not null,
  priority_key text
);
create index group_plan_priority_by_group on group_plan_priority (group_id, position);
create table group_focus_area (
  plan_priority_id text not null references group_plan_priority (id),
  position bigint not null,
  authority_key text,
  text text not null,
  primary key (plan_priority_id, position)
);
create table group_plan_action (
  action_id text not null primary key,
  plan_priority_id text not null references group_plan_priority (id)
);
create index group_plan_action_by_priority on group_plan_action (plan_priority_id);
create table group_step (
  id text not null primary key,
  group_id text not null references network_group (id),
  step text not null check (step in ('closed', 'reopened')),
  at text not null,
  account text not null,
  day text not null,
  reason text not null
);
create index group_step_by_group on group_step (group_id, at);
