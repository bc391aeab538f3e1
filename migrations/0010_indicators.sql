-- Why: a definition, the paper that prints a value and the value itself change at different times; a revision never erases what it replaces.
create table indicator (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  name text not null,
  short_name text not null,
  theme text references theme (key),
  kind text not null check (kind in ('critical', 'comparison')),
  invented bigint not null check (invented in (0, 1)),
  unit text not null check (unit in ('percent', 'percentage_points', 'count', 'per_1000')),
  better text not null check (better in ('up', 'down')),
  decimals bigint not null,
  gap_basis text,
  gap_of text,
  pooled_sessions bigint,
  ended_session text,
  measure_family text not null,
  source_of_data text not null,
  tells_you text not null,
  definition text not null,
  numerator text not null,
  denominator text,
  not_published text not null
);
create table indicator_version (
  indicator_key text not null references indicator (key),
  number bigint not null,
  first_session text not null,
  last_session text,
  series_break bigint not null check (series_break in (0, 1)),
  description text not null,
  primary key (indicator_key, number)
);
create table indicator_source (
  key text not null primary key,
  position bigint not null,
  title text not null,
  short_title text not null,
  kind text not null check (kind in ('table', 'text', 'submission')),
  paper text references paper (key),
  released text not null,
  released_approximate bigint not null check (released_approximate in (0, 1)),
  released_note text,
  table_title text,
  line bigint,
  legend_from text,
  legend_note text,
  note text
);
create table source_column (
  source_key text not null references indicator_source (key),
  position bigint not null,
  session text not null,
  label text not null,
  baseline bigint not null check (baseline in (0, 1)),
  primary key (source_key, position)
);
create table source_row (
  source_key text not null references indicator_source (key),
  position bigint not null,
  indicator_key text not null references indicator (key),
  label text not null,
  theme text references theme (key),
  line bigint,
  primary key (source_key, position)
);
create table source_marker (
  source_key text not null references indicator_source (key),
  position bigint not null,
  mark text not null,
  reason text not null,
  meaning text not null,
  printed bigint not null check (printed in (0, 1)),
  line bigint,
  primary key (source_key, position)
);
create table source_footnote (
  source_key text not null references indicator_source (key),
  position bigint not null,
  mark text not null,
  description text not null,
  line bigint,
  primary key (source_key, position)
);
create table observation (
  id text not null primary key,
  indicator_key text not null references indicator (key),
  version_number bigint not null,
  source_key text not null references indicator_source (key),
  position bigint not null,
  area text not null,
  breakdown text not null,
  category text not null,
  first_session text not null,
  last_session text not null,
  value text,
  low text,
  high text,
  reason text,
  numerator bigint,
  denominator bigint,
  provisional bigint not null check (provisional in (0, 1)),
  revised bigint not null check (revised in (0, 1)),
  estimated bigint not null check (estimated in (0, 1)),
  rounds_to_zero bigint not null check (rounds_to_zero in (0, 1)),
  marker text,
  note text,
  recorded_by text not null,
  recorded_at text not null,
  replaces text references observation (id),
  replaced_at text,
  foreign key (indicator_key, version_number) references indicator_version (indicator_key, number),
  constraint observation_value_band_or_reason check (
    (case when value is not null then 1 else 0 end)
    + (case when low is not null and high is not null then 1 else 0 end)
    + (case when reason is not null then 1 else 0 end) = 1
  )
);
create unique index observation_stands_once on observation
  (indicator_key, source_key, area, breakdown, category, first_session, last_session) where replaced_at is null;
create index observation_by_source on observation (source_key, position);
create table indicator_target (
  id text not null primary key,
  indicator_key text not null references indicator (key),
  kind text not null check (kind in ('baseline', 'target', 'comparator')),
  session text not null,
  value text not null,
  origin text not null,
  recorded_by text not null,
  recorded_at text not null,
  replaced_at text
);
create unique index indicator_target_stands_once on indicator_target (indicator_key, kind) where replaced_at is null;
create table indicator_note (
  id text not null primary key,
  indicator_key text not null references indicator (key),
  first_session text,
  last_session text,
  description text not null,
  recorded_by text not null,
  recorded_at text not null
);
create table indicator_statement (
  key text not null primary key,
  position bigint not null,
  indicator_key text not null references indicator (key),
  from_session text,
  to_session text,
  from_printed text,
  to_printed text,
  from_value text,
  to_value text,
  change text,
  direction text not null check (direction in ('up', 'down', 'none')),
  cases bigint,
  paper text not null references paper (key),
  line bigint not null,
  paraphrase text not null,
  note text
);
