-- Why: people paste the lists they have; which column is which is asked once and remembered for the same headings.
create table column_match (
  kind text not null,
  headings text not null,
  mapping text not null,
  used_at text not null,
  primary key (kind, headings)
);
