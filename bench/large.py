"""What makes a partnership large: establishments, practitioners, groups with members and meetings, cohorts with registers.

Whatever people bring by files comes through the same files here; what is only there to be many is put into its tables.
"""

import csv
import random
import uuid

from ground import AUTHORITIES, run

FORENAMES = "Anna Brian Cara David Eilidh Fergus Grace Hamish Isla Jack Kirsty Lewis Mairi Neil Orla Paul Rhona Stuart Una Victor Aileen Bruce Catriona Douglas Elspeth Finlay Gillian Hugh Iona Jamie Katie Logan Morag Niall Olivia Peter Rachel Scott Tara Wendy".split()
STEMS = "Camer Mac Ander Robert Thom Stew Camp Mur Dougl Fergu Grah Ham John Ken Mart Mill Mitch Mor Pater Rob Sinc Suther Wall Wat Wil Young Baird Car Dun Ell".split()
ENDINGS = "on son ray las ton ley ford well man land lie ie all ham by mont ward den gate shaw".split()
WORDS = "literacy numeracy play assessment moderation pedagogy leadership nurture inclusion attendance curriculum digital gaelic languages science enquiry coaching transition families outdoor".split()
SESSIONS = [2022, 2023, 2024, 2025]


def establishments(path, many):
    """Schools of the eight authorities, by a file."""
    with open(path, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow("seed,department,name,sector,authority,status,opened,closed,predecessors,simd_quintile".split(","))
        for at in range(many):
            writer.writerow([f"{8000000 + at}", "P", f"Bench Primary School {at}", "primary", AUTHORITIES[at % 8], "open", "", "", "", at % 5 + 1])


def practitioners(path, people, schools, chance):
    """People of those schools; one in five hundred stands in the list twice, under two addresses."""
    with open(path, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow("name,email,authority,establishment,sector,post,registration".split(","))
        last = None
        for at in range(people):
            school = chance.randrange(schools)
            name = f"{chance.choice(FORENAMES)} {chance.choice(STEMS)}{chance.choice(ENDINGS)}{chance.choice(ENDINGS)}"
            number = f"{100000 + at}" if at % 10 else ""
            if at % 500 == 499:
                name, school, number = last
            last = (name, school, number)
            writer.writerow([name, f"p{at}@bench.example", AUTHORITIES[school % 8], f"{8000000 + school}+P", "", "Teacher", number])


def new_id():
    return str(uuid.uuid4())


def learning(engine, share, schools, chance):
    """Cohorts, meetings and marks, past the program: they are only there to be many."""
    cohorts, marks = 400 * share // 100, 100_000 * share // 100
    programmes = list(engine.ids("programme").values())
    people = [one for email, one in engine.ids("person", "email").items() if email.endswith("@bench.example")]
    versions = [(f"bench-version-{one}", one, 99, "2000-01-01", "Bench", "", "", "", "", "", "", 75, 0, 0, "Bench") for one in programmes]
    engine.put("programme_version", "id programme_id number from_day purpose sectors posts level credit_body recognition recognition_body attendance_share case_study moderated reason".split(), versions)
    made, meetings = [], []
    for at in range(1, cohorts + 1):
        year, cohort = SESSIONS[at % len(SESSIONS)], new_id()
        session = f"{year}-{(year + 1) % 100:02}"
        made.append([cohort, f"bench-cohort-{at}", programmes[at % len(programmes)], 99, f"Bench {at}", session, session, 14, 0, "both", "", "", "collaboration-officer", 1])
        for number in range(1, 6):
            month = [9, 10, 11, 1, 3][number - 1]
            day = f"{year + (month < 8)}-{month:02}-{at % 28 + 1:02}"
            meetings.append([new_id(), f"bench-cohort-{at}-{number}", cohort, number, f"Meeting {number}", day, "16:00", "17:30", "Europe/London", "both", "", "", 0, f"{day}T18:00:00.000Z"])
    engine.put("cohort", "id key programme_id version title first_session last_session offer_days endorsement mode venue note contact_office invented".split(), made)
    engine.put("cohort_meeting", "id key cohort_id number title day starts ends zone mode venue link sequence changed_at".split(), meetings)
    rows = []
    for at, meeting in enumerate(meetings):
        for person in chance.sample(range(len(people)), marks // len(meetings)):
            school = person % schools
            mark = chance.choice(["present"] * 8 + ["late", "absent"])
            rows.append([new_id(), meeting[0], people[person], mark, ["in-person", "online"][at % 2], AUTHORITIES[school % 8], f"{8000000 + school}-p", "primary", "Teacher", "register", meeting[13], "bench"])
    engine.put("attendance", "id meeting_id person_id mark mode authority_key establishment_key sector post how taken_at account".split(), rows)
    engine.analyse()


def groups(engine, folder, share, people, chance):
    """Groups, memberships and meetings through the same files people use; the people are there already, by their addresses."""
    groups, memberships, meetings = 200 * share // 100, 3000 * share // 100, 2000 * share // 100
    with open(folder / "groups.toml", "w") as out:
        for at in range(1, groups + 1):
            remit = " ".join(chance.sample(WORDS, 8))
            out.write(f'[[group]]\nkey = "bench-group-{at}"\nname = "Bench group {at}"\nframework = "2025-26"\nworkstream = "leadership-of-learning"\n')
            out.write(f'kind = "group"\nremit = "Works on {remit}."\nrhythm = "monthly"\ncontact_office = "collaboration-officer"\n\n')
    with open(folder / "memberships.csv", "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow("group,name,email,post,authority,establishment,partner,part,from,to".split(","))
        seen = set()
        while len(seen) < memberships:
            at, person = chance.randint(1, groups), chance.randrange(people)
            if (at, person) in seen:
                continue
            seen.add((at, person))
            writer.writerow([f"bench-group-{at}", f"Bench Person {person:05}", f"p{person}@bench.example", "Teacher", AUTHORITIES[person % 8], "", "", "member", "2025-08-25", ""])
    run("import", "groups", folder / "groups.toml", *engine.place)
    run("import", "memberships", folder / "memberships.csv", *engine.place)
    meetings_file(folder / "meetings.toml", groups, meetings, chance)
    run("import", "meetings", folder / "meetings.toml", *engine.place)


def meetings_file(path, groups, count, chance):
    with open(path, "w") as out:
        for at in range(count):
            month, day = chance.choice([(2025, 9), (2025, 10), (2025, 11), (2026, 1), (2026, 2), (2026, 3), (2026, 5)]), chance.randint(1, 28)
            out.write(f'[[meeting]]\nkey = "bench-meeting-{at}"\nholder = "group/bench-group-{at % groups + 1}"\n')
            out.write(f'day = "{month[0]}-{month[1]:02}-{day:02}"\ntime = "15:30"\nends = "16:30"\nmode = "online"\n\n')
