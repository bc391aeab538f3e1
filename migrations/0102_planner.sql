-- Why: a year is planned backwards from days that cannot move: committee meetings, data releases; and round eight sets of term dates.
create table planner_calendar (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  title text not null,
  kind text not null check (kind in ('committee', 'data-release', 'framework', 'event')),
  note text,
  invented bigint not null
);
create table planner_deadline (
  calendar_id text not null references planner_calendar (id),
  position bigint not null,
  title text not null,
  days_before bigint not null check (days_before > 0),
  primary key (calendar_id, position)
);
create table planner_day (
  id text not null primary key,
  calendar_id text not null references planner_calendar (id),
  key text not null,
  title text not null,
  first_day text not null,
  last_day text,
  authority_key text,
  url text,
  note text,
  unique (calendar_id, key)
);
create index planner_day_by_day on planner_day (first_day);
create table term_date (
  id text not null primary key,
  authority_key text not null,
  session text not null,
  kind text not null check (kind in ('term', 'holiday', 'in-service')),
  title text not null,
  first_day text not null,
  last_day text not null,
  unique (authority_key, session, kind, title)
);
create index term_date_by_day on term_date (first_day, last_day);
