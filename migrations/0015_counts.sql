-- Why: an authority gives numerators and denominators, never percentages, for what the partnership asked of all of them.
create table counts_request (
  id text not null primary key,
  indicator_key text not null,
  session text not null,
  asked_at text not null,
  constraint counts_request_once unique (indicator_key, session)
);
create table counts_sheet (
  id text not null primary key,
  indicator_key text not null,
  session text not null,
  authority_id text not null references authority (id),
  version bigint not null check (version > 0),
  saved_at text not null,
  constraint counts_sheet_once unique (indicator_key, session, authority_id)
);
create table counts_row (
  sheet_id text not null references counts_sheet (id),
  breakdown text not null check (breakdown in ('all', 'simd_quintile')),
  category text not null check (category in ('all', '1', '2', '3', '4', '5', 'unknown')),
  numerator bigint,
  denominator bigint,
  reason text,
  note text,
  primary key (sheet_id, breakdown, category),
  constraint counts_row_numbers_or_reason check (
    (numerator is not null and denominator is not null and reason is null)
    or (numerator is null and denominator is null and reason is not null)
  ),
  constraint counts_row_in_order check (numerator is null or (numerator >= 0 and numerator <= denominator)),
  constraint counts_row_not_small check (
    numerator is null or (
      numerator not between 1 and 4 and denominator not between 1 and 4 and denominator - numerator not between 1 and 4
    )
  )
);
