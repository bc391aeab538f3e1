-- Why: the rolls, stages and SIMD quintiles of schools as published, each a value, a band or a reason, for pages of establishments and coverage.
create table school_figure (
  id text not null primary key,
  establishment_id text not null references establishment (id),
  session text not null,
  measure text not null,
  unit text not null check (unit in ('count', 'percent')),
  value text,
  low text,
  high text,
  reason text,
  marker text,
  source text not null,
  recorded_at text not null,
  constraint school_figure_once unique (establishment_id, session, measure),
  constraint school_figure_one_of check (
    (case when value is null then 0 else 1 end) + (case when low is null then 0 else 1 end)
      + (case when reason is null then 0 else 1 end) = 1
  )
);
create index school_figure_by_measure on school_figure (measure, session);
