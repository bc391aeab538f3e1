-- Why: practitioners learn: where each works now, one person found under two spellings, a sign-in by emailed link, a role for programme leads.
create table practitioner (
  person_id text not null primary key references person (id),
  authority_key text,
  establishment_key text,
  sector text,
  post text not null,
  registration text,
  changed_at text not null
);
create index practitioner_by_authority on practitioner (authority_key, sector);
create index practitioner_by_establishment on practitioner (establishment_key);
alter table person add column merged_into text;
create index person_by_merged_into on person (merged_into);
create table person_merge (
  id text not null primary key,
  kept_id text not null references person (id),
  merged_id text not null references person (id),
  at text not null,
  account text not null,
  reason text not null,
  undone_at text,
  undone_by text,
  undone_reason text
);
create index person_merge_by_kept on person_merge (kept_id, at);
create table sign_in_link (
  token_hash text not null primary key,
  account_id text not null references account (id),
  next_path text not null,
  made_at text not null,
  expires_at text not null,
  used_at text
);
create index sign_in_link_by_account on sign_in_link (account_id, made_at);
create table role_grant_wider (
  id text not null primary key,
  person_id text not null references person (id),
  role text not null,
  scope_kind text not null check (scope_kind in ('partnership', 'authority', 'workstream', 'group', 'body', 'programme')),
  scope_key text not null,
  from_day text not null,
  to_day text
);
insert into role_grant_wider (id, person_id, role, scope_kind, scope_key, from_day, to_day)
  select id, person_id, role, scope_kind, scope_key, from_day, to_day from role_grant;
drop table role_grant;
alter table role_grant_wider rename to role_grant;
create index role_grant_by_person on role_grant (person_id);
