-- Why: what an evaluation from outside recommends is followed until somebody can say what was done about it.
create table recommendation (
  id text not null primary key,
  key text not null unique,
  position bigint not null,
  kind text not null check (kind in ('recommendation', 'finding')),
  evaluation text not null,
  evaluator text not null,
  day text,
  words text not null,
  framework_key text references framework (key),
  paper_key text references paper (key),
  line bigint,
  invented bigint not null,
  not_published text not null
);
create table recommendation_response (
  id text not null primary key,
  recommendation_id text not null references recommendation (id),
  number bigint not null,
  answer text not null check (answer in ('accepted', 'partly', 'not-accepted')),
  day text,
  answered_by text not null,
  words text,
  invented bigint not null,
  recorded_at text not null,
  recorded_by text not null,
  constraint recommendation_response_number unique (recommendation_id, number)
);
create table recommendation_deed (
  id text not null primary key,
  recommendation_id text not null references recommendation (id),
  number bigint not null,
  day text,
  words text not null,
  link text,
  invented bigint not null,
  recorded_at text not null,
  recorded_by text not null,
  constraint recommendation_deed_number unique (recommendation_id, number)
);
