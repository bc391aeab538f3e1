"""600 people answer one form within five minutes, on SQLite and on PostgreSQL: is any answer lost, and how long does one wait?

Each person opens the shared link, as from a slide, and sends one answer; 60 of them at a time and without a pause, so that the
five minutes pass in some seconds. What is stored is counted in the database itself.
"""

import re
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from ground import Engine, ask, engines, row, serving, sign_in

PEOPLE = 600
AT_ONCE = 60
STORED = "select count(*) from form_response where asking_id = (select id from form_asking where title = 'Bench hall')"


def key_of(page):
    return re.search(r'name="form_key" value="([^"]+)"', page).group(1)


def stored(engine):
    if engine.url is None:
        with sqlite3.connect(engine.folder / "weft.sqlite") as database:
            return database.execute(STORED).fetchone()[0]
    return int(subprocess.run(["psql", "-qAt", engine.url, "-c", STORED], text=True, capture_output=True, check=True).stdout)


def open_form(port, cookie):
    page = "/forms/end-of-meeting/asking"
    key = key_of(ask(port, page, cookie)[1])
    fields = {"form_key": key, "title": "Bench hall", "programme": "", "opens": "2020-01-01", "closes": "2099-12-31", "invited": str(PEOPLE)}
    status, text, _, _ = ask(port, page, cookie, "POST", fields)
    if status != 303:
        raise SystemExit(f"the form was not opened: {status} {text[:500]}")
    overview = ask(port, "/forms", cookie)[1]
    home = re.search(r'href="(/forms/asked/bench-hall[a-z0-9-]*)"', overview).group(1)
    return re.search(r"/f/[0-9a-f]{32}", ask(port, home, cookie)[1]).group(0)


def answer(port, link, number):
    """One person's answer: its status, and the milliseconds of the page and of sending."""
    status, page, shown, _ = ask(port, link)
    if status != 200:
        return status, shown, shown
    fields = {"form_key": key_of(page), "q-worth-the-time": "agree", "q-more-knowledge": "strongly-agree", "q-will-use": f"Idea {number}"}
    status, _, sent, _ = ask(port, link, method="POST", body=fields)
    return status, shown, sent


def measure(engine):
    with serving(engine, "demo") as (_, port):
        link = open_form(port, sign_in(engine, port))
        started = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as people:
            answers = list(people.map(lambda number: answer(port, link, number), range(PEOPLE)))
        took = time.perf_counter() - started
    taken = sum(status == 303 for status, _, _ in answers)
    sent = sorted(milliseconds for _, _, milliseconds in answers)[int(PEOPLE * 0.95) - 1]
    kept = stored(engine)
    figures = f"{PEOPLE} sent, {taken} taken, {kept} stored in {took:.1f} s, p95 of sending {sent:.0f} ms"
    row(f"600 answers, {engine.name}", figures, "none lost, 5 min", taken == kept == PEOPLE and took < 300)


def main():
    with engines("forms") as (folder, pg_port):
        subprocess.run(["createdb", "-h", "127.0.0.1", "-p", str(pg_port), "-U", "weft", "forms"], check=True)
        for name, url in [("SQLite", None), ("PostgreSQL", f"postgres://weft@127.0.0.1:{pg_port}/forms")]:
            home = folder / name
            home.mkdir()
            measure(Engine(name, home, url))


if __name__ == "__main__":
    main()
