-- Why: a programme runs in cohorts under the version of its rules that held when the cohort was set up; places are limited and may be shared out.
create table programme_version (
  id text not null primary key,
  programme_id text not null references programme (id),
  number bigint not null,
  from_day text not null,
  purpose text not null,
  sectors text not null,
  posts text not null,
  level text not null,
  credit_body text not null,
  credit_points bigint,
  credit_level bigint,
  recognition text not null,
  recognition_body text not null,
  award_from text,
  award_to text,
  attendance_share bigint not null check (attendance_share between 0 and 100),
  case_study bigint not null check (case_study in (0, 1)),
  moderated bigint not null check (moderated in (0, 1)),
  reason text not null,
  constraint programme_version_number unique (programme_id, number)
);
create table cohort (
  id text not null primary key,
  key text not null unique,
  programme_id text not null references programme (id),
  version bigint not null,
  title text not null,
  first_session text not null,
  last_session text not null,
  opens_on text,
  closes_on text,
  places bigint check (places is null or places >= 0),
  shares_until text,
  offer_days bigint not null check (offer_days > 0),
  endorsement bigint not null check (endorsement in (0, 1)),
  mode text not null check (mode in ('in-person', 'online', 'both')),
  venue text not null,
  note text not null,
  contact_office text not null,
  cancelled_on text,
  cancelled_reason text,
  allocated_at text,
  invented bigint not null check (invented in (0, 1)),
  constraint cohort_sessions_in_order check (first_session <= last_session),
  constraint cohort_window_in_order check (opens_on is null or closes_on is null or opens_on <= closes_on)
);
create index cohort_by_programme on cohort (programme_id, first_session);
create table cohort_share (
  cohort_id text not null references cohort (id),
  kind text not null check (kind in ('authority', 'sector')),
  share_key text not null,
  places bigint not null check (places >= 0),
  primary key (cohort_id, kind, share_key)
);
create table cohort_meeting (
  id text not null primary key,
  key text not null unique,
  cohort_id text not null references cohort (id),
  number bigint not null,
  title text not null,
  day text not null,
  starts text not null,
  ends text not null,
  zone text not null,
  mode text not null check (mode in ('in-person', 'online', 'both')),
  venue text not null,
  link text not null,
  sequence bigint not null,
  changed_at text not null,
  held_at text,
  held_by text,
  cancelled_on text,
  cancelled_reason text,
  constraint cohort_meeting_number unique (cohort_id, number),
  constraint cohort_meeting_ends_after_it_begins check (ends > starts)
);
create index cohort_meeting_by_day on cohort_meeting (day, id);
