"""Two hundred people apply within ten seconds while officers give out places, on SQLite and on PostgreSQL: nobody is lost, and
no more places are held than there are. And how long the preview of two thousand applicants takes, beside that of two hundred.

Everything goes over HTTP as browsers send it: every page is asked for, its form filled in and sent, by link, without an account.
"""

import csv
import io
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from ground import AUTHORITIES, Person, ask, engines, fresh, missed, row, run, serving, sign_in, slowest

PEOPLE = int(os.environ.get("PEOPLE", "200"))
APPLICANTS = int(os.environ.get("APPLICANTS", "2000"))
PLACES = 60
WIDE = int(os.environ.get("WIDE", "32"))
PAGES = [
    ("work", lambda at: {"authority": AUTHORITIES[at % 8], "sector": "primary"}),
    ("place", lambda at: {"workplace": f"School {at}"}),
    ("why", lambda at: {"why": "To find out what works."}),
    ("needs", lambda at: {}),
]
VERSION = ("id", "programme_id", "number", "from_day", "purpose", "sectors", "posts", "level", "credit_body", "recognition", "recognition_body", "attendance_share", "case_study", "moderated", "reason")
COHORT = ("id", "key", "programme_id", "version", "title", "first_session", "last_session", "opens_on", "closes_on", "places", "offer_days", "endorsement", "mode", "venue", "note", "contact_office", "invented")
SHARE = ("cohort_id", "kind", "share_key", "places")


def apply(port, cohort, at):
    """One person from the first page to the last; the path of their link."""
    person = Person(port)
    start = f"/cohorts/{cohort}/apply"
    status, _, where = person.send(start, start, {})
    link = where.removesuffix("/who")
    answers = [("who", {"name": f"Load Person {at}", "email": f"load{at}@{cohort}.example", "post": "Teacher"})]
    answers += [(name, fields(at)) for name, fields in PAGES]
    for name, fields in answers:
        status, _, where = person.send(f"{link}/{name}", f"{link}/{name}", fields)
        if status != 303:
            raise RuntimeError(f"{name} answered {status}")
    status, _, where = person.send(f"{link}/check", f"{link}/sending", {})
    if status != 303 or "done=sent" not in where:
        raise RuntimeError(f"sending answered {status} {where}")
    return link


def allocate(port, cookie, cohort, until):
    """An officer who gives out places again and again, whatever others do; refusals are expected."""
    officer, page, done = Person(port, cookie), f"/cohorts/{cohort}/applications/allocation", 0
    while not until.is_set():
        try:
            status, _, _ = officer.send(page, page, {})
        except RuntimeError:
            # Nobody waits for a decision: the page has no form then.
            time.sleep(0.05)
            continue
        if status not in (303, 409, 422):
            missed.append(f"the allocation answered {status}")
        done += status == 303
    return done


def exported(engine, cohort):
    rows = csv.DictReader(io.StringIO(run("export", "applications", *engine.place)))
    return [one for one in rows if one["cohort"] == cohort]


def rows_of_cohort(engine, key, programme, places):
    engine.put("cohort", COHORT, [(key, key, programme, 99, f"Bench {key}", "2025-26", "2998-99", "2000-01-01", "2999-01-01", places, 3000, 0, "online", "", "", "collaboration-officer", 1)])


def prepare(engine, folder, share):
    """A programme with two cohorts: one to apply to now, one with its applicants in already."""
    programme = engine.ids("programme")["improving-our-classrooms"]
    engine.put("programme_version", VERSION, [(f"bench-version-{share}", programme, 99, "2000-01-01", "Bench", "", "", "", "", "", "", 75, 0, 0, "Bench")])
    rows_of_cohort(engine, "bench-load", programme, PLACES)
    rows_of_cohort(engine, "bench-preview", programme, 300)
    engine.put("cohort_share", SHARE, [("bench-preview", "authority", key, 20) for key in AUTHORITIES])
    with open(folder / "applications.csv", "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow("cohort,name,email,post,sector,authority,workplace,why,state,sent".split(","))
        for at in range(APPLICANTS * share // 100):
            writer.writerow(["bench-preview", f"Preview Person {at}", f"preview{at}@bench.example", "Teacher", "primary", AUTHORITIES[at % 8], f"School {at}", "To learn.", "submitted", f"2026-01-{at % 28 + 1:02}"])
    started = time.perf_counter()
    run("import", "applications", folder / "applications.csv", *engine.place)
    return time.perf_counter() - started


def load(engine, port, cookie):
    """Two hundred apply while two officers give out places; what came of it."""
    over, until = [], threading.Event()
    with ThreadPoolExecutor(WIDE + 2) as pool:
        officers = [pool.submit(allocate, port, cookie, "bench-load", until) for _ in range(2)]
        started = time.perf_counter()
        people = [pool.submit(apply, port, "bench-load", at) for at in range(PEOPLE)]
        for one in people:
            try:
                over.append(one.result())
            except (RuntimeError, OSError) as fault:
                missed.append(f"somebody could not apply: {fault}")
        took = time.perf_counter() - started
        until.set()
        rounds = sum(one.result() for one in officers)
    # What nobody gave out while people still applied is given out now.
    allocate_once = Person(port, cookie)
    page = "/cohorts/bench-load/applications/allocation"
    try:
        allocate_once.send(page, page, {})
    except RuntimeError:
        pass
    rows = exported(engine, "bench-load")
    held = sum(one["state"] in ("offered", "accepted") for one in rows)
    return took, len({one["email"] for one in rows}), held, rounds


def main():
    with engines("load") as (folder, pg_port):
        previews, loads = {}, {}
        for share in (10, 100):
            for name in ("SQLite", "PostgreSQL"):
                engine = fresh(name, share, folder, pg_port, "load")
                took = prepare(engine, folder, share)
                engine.analyse()
                print(f"{name}, {share} %: applications imported in {took:.1f} s", flush=True)
                with serving(engine) as (_, port):
                    cookie = sign_in(engine, port)
                    page = "/cohorts/bench-preview/applications/allocation"
                    status, text, _, _ = ask(port, page, cookie)
                    if status != 200 or "You are offered one of the 20 places kept for" not in text:
                        missed.append(f"the preview on {name} answered {status}")
                    previews[name, share] = slowest(port, page, cookie)
                    loads[name, share] = load(engine, port, cookie)
        for name in ("SQLite", "PostgreSQL"):
            small, large = previews[name, 10], previews[name, 100]
            row(f"preview of {APPLICANTS} applicants, {name}", f"{large:6.1f} ms, growth {large / small:4.1f} from a tenth", "p95 under 1 s", large <= 1000)
            (before, _, _, _), (took, sent, held, rounds) = loads[name, 10], loads[name, 100]
            figures = f"{took:5.1f} s, {sent} arrived, {held} of {PLACES} places held, {rounds} rounds; growth {took / before:4.1f}"
            row(f"{PEOPLE} apply at once, {name}", figures, "10 s, none lost", took <= 10 and sent == PEOPLE and held == min(PLACES, PEOPLE))
            if loads[name, 10][1] != PEOPLE or loads[name, 10][2] != min(PLACES, PEOPLE):
                missed.append(f"with few applications elsewhere {name} lost somebody or gave too many places")


main()
