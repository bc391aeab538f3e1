-- Why: the weekly letter comes to everybody who has something to do, and whoever does not want it says so once.
create table weekly_letter_off (
  person_key text not null primary key,
  since text not null
);
