-- Why: counts are sent, accepted or returned, a period may be locked, and pooled figures stand in versions that never change.
create table counts_step (
  sheet_id text not null references counts_sheet (id),
  number bigint not null check (number > 0),
  step text not null check (step in ('sent', 'accepted', 'returned')),
  version bigint not null,
  at text not null,
  by_account text not null,
  reason text,
  primary key (sheet_id, number),
  constraint counts_step_returned_with_reason check (step <> 'returned' or reason is not null)
);
create table counts_answer (
  sheet_id text not null,
  number bigint not null,
  breakdown text not null,
  category text not null,
  answer text not null,
  primary key (sheet_id, number, breakdown, category),
  foreign key (sheet_id, number) references counts_step (sheet_id, number)
);
create table counts_lock (
  id text not null primary key,
  indicator_key text not null,
  session text not null,
  locked_at text not null,
  locked_by text not null,
  reason text not null,
  unlocked_at text,
  unlocked_by text,
  unlocked_because text
);
create unique index counts_lock_open on counts_lock (indicator_key, session) where unlocked_at is null;
create table pooled_version (
  id text not null primary key,
  indicator_key text not null,
  session text not null,
  number bigint not null check (number > 0),
  at text not null,
  by_account text not null,
  reason text,
  constraint pooled_version_once unique (indicator_key, session, number)
);
create table pooled_row (
  version_id text not null references pooled_version (id),
  authority_id text not null references authority (id),
  breakdown text not null,
  category text not null,
  numerator bigint,
  denominator bigint,
  reason text,
  primary key (version_id, authority_id, breakdown, category)
);
-- What was saved before this was shown at once: it counts as accepted, and as the first version of its period.
insert into counts_step (sheet_id, number, step, version, at, by_account)
  select id, 1, 'accepted', version, saved_at, 'command line' from counts_sheet;
insert into pooled_version (id, indicator_key, session, number, at, by_account)
  select min(id), indicator_key, session, 1, max(saved_at), 'command line' from counts_sheet group by indicator_key, session;
insert into pooled_row (version_id, authority_id, breakdown, category, numerator, denominator, reason)
  select v.id, s.authority_id, r.breakdown, r.category, r.numerator, r.denominator, r.reason
  from counts_row r join counts_sheet s on s.id = r.sheet_id
  join pooled_version v on v.indicator_key = s.indicator_key and v.session = s.session;
