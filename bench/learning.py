"""How the pages of professional learning answer when a partnership is large: 25,000 practitioners, 400 cohorts and 100,000
attendances, beside a tenth of that, on SQLite and on PostgreSQL, in one run.

Practitioners and establishments come through the files people use, and the list of practitioners is timed. Cohorts, meetings
and marks are put into their tables, spread over four sessions; reach is asked for one of them and for all. Each page is asked
for by somebody signed in, so that nothing comes from the cache.
"""

import csv
import os
import random
import shutil
import signal
import tempfile
import time
import uuid
from pathlib import Path

from ground import AUTHORITIES, ask, fresh, missed, postgres, row, run, sign_in, slowest

SHARES = [int(share) for share in os.environ.get("SHARES", "10,100").split(",")]
FORENAMES = "Anna Brian Cara David Eilidh Fergus Grace Hamish Isla Jack Kirsty Lewis Mairi Neil Orla Paul Rhona Stuart Una Victor Aileen Bruce Catriona Douglas Elspeth Finlay Gillian Hugh Iona Jamie Katie Logan Morag Niall Olivia Peter Rachel Scott Tara Wendy".split()
STEMS = "Camer Mac Ander Robert Thom Stew Camp Mur Dougl Fergu Grah Ham John Ken Mart Mill Mitch Mor Pater Rob Sinc Suther Wall Wat Wil Young Baird Car Dun Ell".split()
ENDINGS = "on son ray las ton ley ford well man land lie ie all ham by mont ward den gate shaw".split()
SESSIONS = [2022, 2023, 2024, 2025]
PLAIN = [
    "/programmes", "/cohorts/bench-cohort-1", "/cohorts/bench-cohort-1/register", "/reach?session=2025-26",
    "/reach?session=all", "/reach/coverage?session=2025-26", "/people", "/people/duplicates", "/my/learning",
]
ONE = "/api/v1/reach?session=2025-26&by=authority"
ALL = "/api/v1/reach?by=authority"
FLOOR = "/cookies"


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


def fill(engine, folder, share):
    """Everything, and how long the list of practitioners took."""
    chance = random.Random(13)
    schools, people = 1100 * share // 100, 25_000 * share // 100
    establishments(folder / "establishments.csv", schools)
    practitioners(folder / "practitioners.csv", people, schools, chance)
    run("import", "establishments", folder / "establishments.csv", *engine.place)
    started = time.perf_counter()
    run("import", "people", folder / "practitioners.csv", *engine.place)
    took = time.perf_counter() - started
    learning(engine, share, schools, chance)
    return took


def measure(port, cookie):
    """The 95th of a hundred answers of each page; a page that is not there is left out and said."""
    found = {}
    started = time.perf_counter()
    ask(port, "/people/duplicates", cookie)
    found["first look for duplicates"] = (time.perf_counter() - started) * 1000
    for path in [FLOOR, ONE, ALL, *PLAIN]:
        status, _, first, _ = ask(port, path, cookie)
        if status != 200:
            missed.append(f"{path} answered {status}")
            continue
        # What is counted once between two writes costs the first reader most, so the first answer is told beside the 95th.
        found[path], found["first", path] = slowest(port, path, cookie), first
    return found


def compare(results, path, limit):
    cells, met = [], True
    for name in ("SQLite", "PostgreSQL"):
        small, large = (results[name, share].get(path) for share in (SHARES[0], SHARES[-1]))
        if small is None or large is None:
            cells.append(f"{name} not there")
            continue
        first = results[name, SHARES[-1]]["first", path]
        met = met and large <= limit
        cells.append(f"{name} {large:6.1f} ms, the first {first:6.1f} ms (growth {large / small:4.1f})")
    row(path, "  ".join(cells), f"under {limit} ms", met)


def main():
    folder = Path(tempfile.mkdtemp(prefix="weft-learning-"))
    server = None
    try:
        server, pg_port = postgres(folder)
        results, took = {}, {}
        for share in SHARES:
            for name in ("SQLite", "PostgreSQL"):
                engine = fresh(name, share, folder, pg_port, "learning")
                took[name, share] = fill(engine, folder, share)
                weft, port = engine.serve()
                try:
                    results[name, share] = measure(port, sign_in(engine, port))
                finally:
                    weft.send_signal(signal.SIGTERM)
                    weft.wait(timeout=30)
        most = SHARES[-1]
        cells = [f"{name} {took[name, most]:5.1f} s (growth {took[name, most] / took[name, SHARES[0]]:4.1f})" for name in ("SQLite", "PostgreSQL")]
        row(f"import of {25_000 * most // 100:,} practitioners", "  ".join(cells), "under 10 s", all(took[name, most] < 10 for name in ("SQLite", "PostgreSQL")))
        for path in (ONE, ALL):
            compare(results, path, 200)
        for path in PLAIN:
            compare(results, path, 100)
        first = [f"{name} {results[name, most]['first look for duplicates']:6.1f} ms" for name in ("SQLite", "PostgreSQL")]
        row("first look for duplicates after a list", "  ".join(first), "told, not judged", True)
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
    if missed:
        raise SystemExit("missed: " + "; ".join(missed))


main()
