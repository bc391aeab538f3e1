-- Why: a publication is drafted in the browser, checked, and published as bytes that are served for ever.
create table publication (
  key text not null primary key,
  kind text not null check (kind in ('evaluation-report', 'collaborative-framework')),
  session text not null,
  title text not null,
  framework text not null,
  paper text,
  sources text not null,
  day text not null,
  day_note text,
  issued_by text not null,
  summary text not null,
  about text,
  labels text not null,
  illustrations text not null,
  voices text not null,
  constraint publication_of_kind_and_session unique (kind, session)
);
create table publication_section (
  publication_key text not null references publication (key),
  key text not null,
  position bigint not null,
  title text not null,
  body text not null,
  revision bigint not null,
  changed_at text not null,
  primary key (publication_key, key)
);
create table publication_check (
  id text not null primary key,
  publication_key text not null references publication (key),
  at text not null,
  by_account text not null,
  draft_sha256 text not null,
  errors bigint not null,
  warnings bigint not null
);
create table publication_version (
  publication_key text not null references publication (key),
  number bigint not null,
  at text not null,
  by_account text not null,
  reason text,
  title text not null,
  draft_sha256 text not null,
  draft text not null,
  inputs text not null,
  document text not null,
  renderer text not null,
  pages bigint not null,
  primary key (publication_key, number)
);
create table publication_file (
  publication_key text not null,
  number bigint not null,
  format text not null check (format in ('article', 'html', 'pdf')),
  bytes bytea not null,
  size bigint not null,
  sha256 text not null,
  primary key (publication_key, number, format),
  foreign key (publication_key, number) references publication_version (publication_key, number)
);
