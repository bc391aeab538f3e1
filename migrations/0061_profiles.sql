-- Why: authorities and establishments have pages of their own; what the search finds leads there, and the page of an establishment asks for its people.
create index membership_by_establishment on membership (establishment_key, from_day);
create index establishment_by_authority on establishment (authority_id, sector);
update search_entry set url = '/authorities/' || key where kind = 'authority';
