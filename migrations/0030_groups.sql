-- Why: groups and networks are records of their own, with what a paper says of each and what nobody has published.
create table network_group (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  name text not null,
  framework_key text not null,
  workstream_key text,
  kind text not null,
  remit text,
  designed_for text,
  duration text,
  programme_key text,
  contact_office text not null,
  starts text,
  ends text,
  end_reason text,
  note text,
  paper_key text,
  line bigint,
  not_published text not null
);
create index network_group_by_workstream on network_group (framework_key, workstream_key);
create table network_group_listing (
  group_id text not null references network_group (id),
  position bigint not null,
  list_name text not null,
  printed_name text not null,
  line bigint,
  primary key (group_id, position)
);
