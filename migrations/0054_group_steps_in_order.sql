-- Why: a group may be closed and reopened within one moment, and its steps still have an order.
alter table group_step add column position bigint not null default 0;
