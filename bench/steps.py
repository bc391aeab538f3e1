"""Who uses a large partnership, what they look at and how often, and the forms they fill in.

Of twenty people nine have no account, seven are practitioners with an account each, and four keep the records: two of these are
officers of the partnership, two hold an office each in turn.
"""

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from hashlib import sha256

from forms import open_form
from ground import AUTHORITIES, Person, ask, sign_in
from large import FORENAMES, WORDS

USERS = 200
GOOD = (200, 303, 304)
OFFICES = ["Collaboration Officer", "Workstream lead", "Authority officer", "Evaluation lead", "Administrator", "Programme lead"]

# Who does what, as often as the number says. What stands in braces is chosen anew each time.
VISITOR = {
    "/": 4, "/framework/2025-26": 3, "/framework/2025-26/thread": 1, "/indicators": 5, "/indicators/{indicator}": 4,
    "/authorities/{authority}": 3, "/establishments": 2, "/establishments/{school}": 5, "/groups": 3, "/groups/{group}": 6,
    "/programmes": 3, "/cohorts/{cohort}": 5, "/search?q={word}": 6, "/publications": 2, "/meetings": 2, "a form": 4,
}
PRACTITIONER = {
    "/my/learning": 10, "/my/tasks": 6, "/groups/{group}": 4, "/cohorts/{cohort}": 4, "/programmes": 2, "/search?q={word}": 4,
    "/indicators": 2, "/planner": 2, "a form": 6,
}
OFFICER = {
    "/my/tasks": 8, "/groups/{group}": 4, "/groups/{group}/members": 3, "/groups/{group}/action-plan": 2, "/groups": 2,
    "/meetings": 2, "/meetings/{meeting}": 3, "/progress": 3, "/cohorts/{cohort}/register": 3, "/people?q={word}": 3,
    "/reach?session=2025-26": 2, "/counts": 1, "/governance": 1, "/indicators": 2, "/indicators/{indicator}": 2,
    "/search?q={word}": 3, "a register": 5, "a report": 4,
}
LEAD = {
    "/my/tasks": 8, "/groups/{group}": 5, "/groups": 3, "/meetings": 3, "/indicators": 4, "/indicators/{indicator}": 3,
    "/authorities/{authority}": 2, "/planner": 2, "/search?q={word}": 3, "/reach?session=2025-26": 2,
}


class Answers:
    """How long every answer took, by the kind of page, and what went wrong."""

    def __init__(self):
        self.times, self.wrong, self.lock = defaultdict(list), defaultdict(int), threading.Lock()

    def timed(self, kind, person, method, path, body=None):
        started = time.perf_counter()
        try:
            status, text, where = person.ask(method, path, body)
        except (OSError, http.client.HTTPException) as fault:
            person.connection.close()
            status, text, where = type(fault).__name__, "", ""
        took = (time.perf_counter() - started) * 1000
        with self.lock:
            self.times[kind].append(took)
            if status not in GOOD:
                self.wrong[f"{kind} answered {status}"] += 1
        return text, where

    def all(self):
        return sorted(took for times in self.times.values() for took in times)


class World:
    """What there is to look at in one partnership, and who looks."""

    def __init__(self, engine, port, share):
        self.port, self.places = port, {
            "authority": AUTHORITIES, "word": WORDS + FORENAMES, "school": [f"{8000000 + at}-p" for at in range(1000 * share // 100)],
            "group": [f"bench-group-{at}" for at in range(1, 200 * share // 100 + 1)],
            "cohort": [f"bench-cohort-{at}" for at in range(1, 400 * share // 100 + 1)],
            "indicator": sorted(set(re.findall(r'href="/indicators/([a-z0-9-]+)"', ask(port, "/indicators")[1]))),
        }
        self.offices = [sign_in(engine, port, office) for office in OFFICES]
        self.officer = self.offices[0]
        self.places["meeting"] = sorted(key for key in engine.ids("meeting") if key.startswith("bench-"))
        self.form = open_form(port, self.officer)
        self.reports = [self.report(f"bench-group-{at}") for at in range(1, 13)]
        self.registers = [f"/cohorts/bench-cohort-{at}/register/{number}" for at in range(4, 400 * share // 100, 4) for number in range(1, 6)]
        self.practitioners = accounts(engine, 70)

    def report(self, group):
        """The address of a group's report, as the letter to its lead gives it."""
        status, _, where = Person(self.port, self.officer).send(f"/groups/{group}/progress", f"/groups/{group}/progress/link", {})
        if status != 303:
            raise SystemExit(f"the report of {group} was not opened: {status}")
        return where

    def users(self):
        """200 people: a connection, what they do, and by chance in what order."""
        for at in range(USERS):
            cookie, does = None, VISITOR
            if at % 20 >= 16:
                # Half of those who keep records are officers of the partnership.
                cookie, does = (self.officer, OFFICER) if at % 2 else (self.offices[at // 2 % len(self.offices)], LEAD)
            elif at % 20 >= 9:
                cookie, does = self.practitioners[at // 20 * 7 + at % 20 - 9], PRACTITIONER
            yield Person(self.port, cookie), does, random.Random(at)

    def path(self, kind, chance):
        if kind == "a form":
            return self.form
        if kind == "a register":
            return chance.choice(self.registers)
        if kind == "a report":
            return chance.choice(self.reports) + "/changed"
        return re.sub(r"\{(\w+)\}", lambda found: chance.choice(self.places[found.group(1)]), kind)

    def step(self, answers, person, does, chance, pause=lambda: None):
        """One page; where it is a form, it is also filled in and sent."""
        kind = chance.choices(list(does), does.values())[0]
        path = self.path(kind, chance)
        text, _ = answers.timed(kind, person, "GET", path)
        if kind.startswith("a ") and (fields := filled(kind, text, chance)):
            pause()
            answers.timed(f"{kind}, sent", person, "POST", path, fields)


def filled(kind, text, chance):
    """The fields of a form as one person fills it in; nothing where the page has none."""
    key = re.search(r'name="form_key" value="([^"]+)"', text)
    if not key:
        return None
    fields = {"form_key": key.group(1)}
    if kind == "a form":
        return {**fields, "q-worth-the-time": "agree", "q-more-knowledge": "strongly-agree", "q-will-use": f"Idea {chance.random()}"}
    if kind == "a report":
        return {**fields, "changed": f"Wrote and tried {chance.random()}."}
    marked = re.findall(r'name="was-([^"]+)" value="([^"]*)"', text)
    if not marked:
        return None
    person, was = chance.choice(marked)
    return {**fields, f"was-{person}": was, f"mark-{person}": chance.choice(["present", "late", "absent", "apologies"])}


def accounts(engine, many):
    """Accounts of practitioners who are signed in, past the program: a letter with a link makes them otherwise."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    people = [(person, email) for email, person in sorted(engine.ids("person", "email").items()) if email.endswith("@bench.example")][:many]
    tokens = [sha256(f"bench {person}".encode()).hexdigest()[:32] for person, _ in people]
    engine.put("account", ["id", "person_id", "email", "created_at"], [(f"bench-account-{person}", person, email, now) for person, email in people])
    rows = [(sha256(token.encode()).hexdigest(), f"bench-account-{person}", now, now, "127.0.0.1") for token, (person, _) in zip(tokens, people)]
    engine.put("sign_in", ["token_hash", "account_id", "created_at", "last_seen_at", "address"], rows)
    return [f"sign-in={token}" for token in tokens]
