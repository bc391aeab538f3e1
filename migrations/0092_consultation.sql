-- Why: a plan is talked over before it is written; what people said and what came of it is shown side by side.
create table consultation (
  framework_key text not null primary key references framework (key),
  id text not null unique,
  about text,
  synthesis text,
  finding text,
  question text,
  comments_from text,
  comments_to text,
  paper_key text references paper (key),
  line bigint,
  invented bigint not null,
  not_published text not null
);
create table conversation (
  framework_key text not null references consultation (framework_key),
  key text not null,
  position bigint not null,
  title text not null,
  day text,
  day_words text,
  held_by text not null,
  with_whom text not null,
  topics text not null,
  workstream_key text,
  paper_key text references paper (key),
  line bigint,
  invented bigint not null,
  not_published text not null,
  primary key (framework_key, key)
);
create table conversation_party (
  framework_key text not null,
  conversation_key text not null,
  position bigint not null,
  words text not null,
  people bigint,
  primary key (framework_key, conversation_key, position),
  foreign key (framework_key, conversation_key) references conversation (framework_key, key)
);
create table consultation_theme (
  framework_key text not null references consultation (framework_key),
  key text not null,
  position bigint not null,
  title text not null,
  words text,
  workstream_key text,
  paper_key text references paper (key),
  line bigint,
  invented bigint not null,
  primary key (framework_key, key)
);
create table consultation_note (
  framework_key text not null,
  conversation_key text not null,
  key text not null,
  position bigint not null,
  words text not null,
  topic text,
  theme_key text,
  authority_key text references authority (key),
  sector text,
  invented bigint not null,
  primary key (framework_key, conversation_key, key),
  foreign key (framework_key, conversation_key) references conversation (framework_key, key),
  foreign key (framework_key, theme_key) references consultation_theme (framework_key, key)
);
create table consultation_answer (
  id text not null primary key,
  framework_key text not null,
  theme_key text not null,
  number bigint not null,
  answer text not null check (answer in ('changed', 'partly', 'not-changed')),
  day text,
  words text not null,
  link text,
  paper_key text references paper (key),
  line bigint,
  invented bigint not null,
  recorded_at text not null,
  recorded_by text not null,
  constraint consultation_answer_number unique (framework_key, theme_key, number),
  foreign key (framework_key, theme_key) references consultation_theme (framework_key, key)
);
create table consultation_comment (
  id text not null primary key,
  framework_key text not null references consultation (framework_key),
  received_at text not null,
  topic text not null,
  words text not null,
  authority_key text references authority (key),
  outcome text check (outcome in ('shown', 'not-shown')),
  moderated_at text,
  moderated_by text
);
create index consultation_comment_by_framework on consultation_comment (framework_key, outcome, received_at);
create index consultation_comment_by_time on consultation_comment (received_at);
