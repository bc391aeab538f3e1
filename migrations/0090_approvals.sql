-- Why: every council takes the partnership's plan through its own committee, and all of them are seen in one place.
create table framework_approval (
  id text not null primary key,
  framework_key text not null references framework (key),
  authority_key text not null references authority (key),
  number bigint not null,
  version bigint not null,
  committee text not null,
  day text not null,
  agenda_item text,
  decision text not null check (decision in
    ('planned', 'approved', 'approved-with-changes', 'noted', 'deferred', 'not-approved', 'not-published', 'none')),
  words text,
  paper text,
  url text,
  paper_key text references paper (key),
  line bigint,
  invented bigint not null,
  reason text,
  recorded_at text not null,
  recorded_by text not null,
  constraint framework_approval_number unique (framework_key, authority_key, number)
);
create index framework_approval_by_authority on framework_approval (authority_key, framework_key);
