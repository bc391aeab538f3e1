-- Why: no paper says which critical indicator a priority or an outcome should move; whoever judges that it does says so, with a reason.
create table thread_link (
  id text not null primary key,
  framework_key text not null,
  part_kind text not null check (part_kind in ('priority', 'outcome')),
  part_key text not null,
  indicator_key text not null,
  reason text not null,
  at text not null,
  account text not null,
  ended_at text
);
create index thread_link_by_framework on thread_link (framework_key, part_kind, part_key);
create index thread_link_by_indicator on thread_link (indicator_key);
