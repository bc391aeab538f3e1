-- Why: how long each kind of record is kept is decided by the partnership, with a reason; where nothing is decided the program's proposal holds.
create table retention_period (
  class text not null primary key,
  days bigint not null check (days > 0),
  reason text not null,
  changed_at text not null,
  account text not null
);
