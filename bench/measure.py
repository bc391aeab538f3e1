"""Speed and memory of Weft beside nginx and the physical limits of the same machine, in one run, as ratios.

Absolute times on shared machines mean little, so every row has a peer measured in the same minute. Rounds alternate,
and the middle one counts. Nothing leaves the loopback, and every server started here is stopped here.
"""

import csv
import gzip
import http.client
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WEFT = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parent.parent
PAGES = ["/indicators", "/framework/2025-26", "/"]
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = os.environ.get("SECONDS_EACH", "4")
failed = []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def wait_for(port, path, seconds=60):
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        try:
            if get(port, path)[0] == 200:
                return time.perf_counter() - started
        except OSError:
            time.sleep(0.002)
    raise SystemExit(f"nothing answered on port {port} within {seconds} s")


def serve(data, *command):
    port = free_port()
    log = open(data.parent / "weft.log", "ab")
    line = [WEFT, *(command or ["serve"]), "--data", data, "--port", str(port)]
    server = subprocess.Popen(line, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "WEFT_LOG": "error"})
    return server, port


def stop(server):
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=20)


def resident(server):
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def wrk(port, path, cookie=None):
    line = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", "--latency", f"http://127.0.0.1:{port}{path}"]
    if cookie:
        line[1:1] = ["-H", f"Cookie: {cookie}"]
    out = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    millis = {"us": 0.001, "ms": 1.0, "s": 1000.0}

    def latency(share):
        number, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s)", out).groups()
        return float(number) * millis[unit]

    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    if bad:
        failed.append(f"{path}: {bad.group(1)} answers were no success")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), latency(50), latency(99)


def middle(rounds):
    return sorted(rounds)[len(rounds) // 2]


def row(what, figure, beside, ratio, target, met):
    print(f"{what:<52} {figure:>18} {beside:>24} {ratio:>9}  {target:<20} {'met' if met else 'MISSED'}", flush=True)
    if not met:
        failed.append(what)


def nginx(folder, bodies):
    port = free_port()
    for name, (headers, body) in bodies.items():
        (folder / "www").mkdir(exist_ok=True)
        (folder / "www" / name).write_bytes(body)
    (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 2;
user root;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; default_type "text/html; charset=utf-8"; }} }}
""")
    server = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL)
    return server, port


def pages(data, folder):
    server, port = serve(data)
    wait_for(port, "/healthz")
    try:
        bodies = {}
        for path in PAGES:
            status, headers, body = get(port, path)
            if status != 200:
                raise SystemExit(f"{path} answered {status}")
            bodies[path.strip("/").replace("/", "-") or "home"] = (headers, body)
        peer, peer_port = nginx(folder, bodies)
        wait_for(peer_port, "/" + next(iter(bodies)))
        idle = resident(server)
        row("idle memory", f"{idle:.0f} MB", "limit 100 MB", f"{idle / 100:.2f}", "under 100 MB", idle < 100)
        try:
            for path, name in zip(PAGES, bodies):
                cached, beside, uncached = [], [], []
                for _ in range(ROUNDS):
                    beside.append(wrk(peer_port, "/" + name))
                    cached.append(wrk(port, path))
                    # A visitor with an old sign-in cookie never meets the cache: the page is rendered anew each time.
                    uncached.append(wrk(port, path, cookie="sign-in=00000000000000000000000000000000"))
                ours, theirs, anew = middle(cached), middle(beside), middle(uncached)
                ratio = ours[0] / theirs[0]
                row(f"{path} from the cache, requests a second", f"{ours[0]:.0f}", f"nginx {theirs[0]:.0f}", f"{ratio:.2f}", "at least 0.4", ratio >= 0.4)
                print(f"{'':<8}p50 {ours[1]:.2f} ms, p99 {ours[2]:.2f} ms; nginx p50 {theirs[1]:.2f} ms, p99 {theirs[2]:.2f} ms")
                print(f"{'':<8}rendered anew: {anew[0]:.0f} a second ({anew[0] / theirs[0]:.3f} of nginx), p50 {anew[1]:.2f} ms, p99 {anew[2]:.2f} ms")
        finally:
            stop(peer)
        loaded = resident(server)
        row("memory after the load", f"{loaded:.0f} MB", f"idle {idle:.0f} MB", f"{loaded / idle:.2f}", "under 256 MB", loaded < 256)
        weights(port)
    finally:
        stop(server)


def weights(port):
    _, _, css = get(port, "/assets/weft.css")
    _, _, js = get(port, "/assets/weft.js")
    own = len(gzip.compress(css, 6)) + len(gzip.compress(js, 6))
    for path in PAGES:
        page = len(gzip.compress(get(port, path)[2], 6))
        total = (own + page) / 1000
        row(f"{path} with style and script, compressed", f"{total:.1f} KB", "limit 60 KB", f"{total / 60:.2f}", "at most 60 KB", total <= 60)


def start_up(data):
    times = []
    for _ in range(5):
        started = time.perf_counter()
        server, port = serve(data)
        wait_for(port, "/healthz")
        times.append((time.perf_counter() - started) * 1000)
        stop(server)
    spawn = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([WEFT, "--version"], capture_output=True, check=True)
        spawn.append((time.perf_counter() - started) * 1000)
    ours, floor = statistics.median(times), statistics.median(spawn)
    row("from start to the first answer", f"{ours:.0f} ms", f"bare start {floor:.0f} ms", f"{ours / floor:.1f}", "under 300 ms", ours < 300)


def report(data, folder):
    def publish(out):
        started = time.perf_counter()
        done = subprocess.run(
            [WEFT, "publish", "evaluation-report", "--session", "2022-23", "--format", "pdf", "-o", folder / out, "--data", data],
            capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise SystemExit(f"publishing failed: {done.stderr}")
        return time.perf_counter() - started

    first, second = publish("one.pdf"), publish("two.pdf")
    same = (folder / "one.pdf").read_bytes() == (folder / "two.pdf").read_bytes()
    row("evaluation report composed, set and published", f"{first:.2f} s", f"stored bytes {second:.2f} s", f"{first / second:.1f}", "under 2 s, same bytes", first < 2 and same)


def imports(data, folder):
    """How the cost of an import grows, beside the same rows put into a bare SQLite file."""
    authorities = ["glasgow-city", "inverclyde", "renfrewshire", "east-renfrewshire", "east-dunbartonshire", "west-dunbartonshire", "north-lanarkshire", "south-lanarkshire"]
    chance = random.Random(7)
    seconds, beside = {}, {}
    for share in (10, 100):
        target = folder / f"counts-{share}.csv"
        rows = []
        for year in range(2026, 2026 + (6 if share == 10 else 60)):
            for authority in authorities:
                for category in ["1", "2", "3", "4", "5"]:
                    whole = chance.randrange(200, 4000)
                    part = chance.randrange(50, whole - 50)
                    rows.append(["demo-reading-for-pleasure", f"{year}-{(year + 1) % 100:02}", authority, "simd_quintile", category, part, whole, "", "invented"])
        with open(target, "w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow("indicator,session,authority,breakdown,category,numerator,denominator,reason,note".split(","))
            writer.writerows(rows)
        copy = folder / f"data-{share}"
        shutil.copytree(data, copy)
        started = time.perf_counter()
        done = subprocess.run([WEFT, "import", "counts", target, "--data", copy], capture_output=True, text=True, cwd=ROOT)
        seconds[share] = time.perf_counter() - started
        if done.returncode:
            print(f"import of counts refused, so its row is left out: {done.stderr.splitlines()[:2]}")
            failed.append("import of counts")
            return
        started = time.perf_counter()
        with sqlite3.connect(folder / f"bare-{share}.sqlite") as bare:
            bare.execute("create table c (a, b, c, d, e, f, g, h, i)")
            bare.executemany("insert into c values (?,?,?,?,?,?,?,?,?)", rows)
        beside[share] = time.perf_counter() - started
        row(f"import of {len(rows)} counts", f"{seconds[share]:.2f} s", f"bare SQLite {beside[share]:.3f} s", f"{seconds[share] / beside[share]:.0f}", "printed", True)
    growth = seconds[100] / seconds[10]
    row("import, growth from 10 % to 100 %", f"{growth:.1f} times", "rows 10 times", f"{growth / 10:.2f}", "at most 15 times", growth <= 15)


def main():
    folder = Path(tempfile.mkdtemp(prefix="weft-bench-"))
    data = folder / "data"
    try:
        server, port = serve(data, "demo")
        wait_for(port, "/healthz", 120)
        stop(server)
        print(f"{'what':<52} {'Weft':>18} {'beside':>24} {'ratio':>9}  target")
        start_up(data)
        report(data, folder)
        pages(data, folder)
        imports(data, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if failed:
        raise SystemExit("missed: " + "; ".join(failed))


main()
