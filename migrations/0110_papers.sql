-- Why: three further kinds of publication; a committee report has one shared body and a cover for each council; Word files.
create table publication_wider (
  key text not null primary key,
  kind text not null check (kind in ('evaluation-report', 'collaborative-framework', 'committee-report',
    'plan-on-a-page', 'highlight')),
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
  scope text not null,
  from_day text not null,
  to_day text not null,
  constraint publication_of_kind_session_and_scope unique (kind, session, scope, from_day, to_day)
);
create table publication_section_wider (
  publication_key text not null references publication_wider (key),
  key text not null,
  position bigint not null,
  title text not null,
  body text not null,
  revision bigint not null,
  changed_at text not null,
  primary key (publication_key, key)
);
create table publication_check_wider (
  id text not null primary key,
  publication_key text not null references publication_wider (key),
  at text not null,
  by_account text not null,
  draft_sha256 text not null,
  errors bigint not null,
  warnings bigint not null
);
create table publication_version_wider (
  publication_key text not null references publication_wider (key),
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
create table publication_file_wider (
  publication_key text not null,
  number bigint not null,
  format text not null check (format in ('article', 'html', 'pdf', 'docx')),
  bytes bytea not null,
  size bigint not null,
  sha256 text not null,
  primary key (publication_key, number, format),
  foreign key (publication_key, number) references publication_version_wider (publication_key, number)
);
insert into publication_wider (key, kind, session, title, framework, paper, sources, day, day_note, issued_by, summary,
    about, labels, illustrations, voices, scope, from_day, to_day)
  select key, kind, session, title, framework, paper, sources, day, day_note, issued_by, summary, about, labels,
    illustrations, voices, '', '', '' from publication;
insert into publication_section_wider (publication_key, key, position, title, body, revision, changed_at)
  select publication_key, key, position, title, body, revision, changed_at from publication_section;
insert into publication_check_wider (id, publication_key, at, by_account, draft_sha256, errors, warnings)
  select id, publication_key, at, by_account, draft_sha256, errors, warnings from publication_check;
insert into publication_version_wider (publication_key, number, at, by_account, reason, title, draft_sha256, draft,
    inputs, document, renderer, pages)
  select publication_key, number, at, by_account, reason, title, draft_sha256, draft, inputs, document, renderer, pages
  from publication_version;
insert into publication_file_wider (publication_key, number, format, bytes, size, sha256)
  select publication_key, number, format, bytes, size, sha256 from publication_file;
drop table publication_file;
drop table publication_version;
drop table publication_check;
drop table publication_section;
drop table publication;
alter table publication_wider rename to publication;
alter table publication_section_wider rename to publication_section;
alter table publication_check_wider rename to publication_check;
alter table publication_version_wider rename to publication_version;
alter table publication_file_wider rename to publication_file;
create table publication_cover (
  publication_key text not null primary key references publication (key),
  body_key text not null references publication (key),
  authority_key text not null,
  content text not null,
  revision bigint not null,
  changed_at text not null,
  constraint publication_cover_of_authority unique (body_key, authority_key)
);
