-- Why: members of groups and bodies are told apart by an address, and a role may be held for one group or one body.
alter table person add column email text;
create index person_by_email on person (email);
create table role_grant_wider (
  id text not null primary key,
  person_id text not null references person (id),
  role text not null,
  scope_kind text not null check (scope_kind in ('partnership', 'authority', 'workstream', 'group', 'body')),
  scope_key text not null,
  from_day text not null,
  to_day text
);
insert into role_grant_wider (id, person_id, role, scope_kind, scope_key, from_day, to_day)
  select id, person_id, role, scope_kind, scope_key, from_day, to_day from role_grant;
drop table role_grant;
alter table role_grant_wider rename to role_grant;
create index role_grant_by_person on role_grant (person_id);
