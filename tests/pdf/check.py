#!/usr/bin/env python3
"""Checks that PDFs are accessible and archival: check.py FILE.pdf...

For every file it prints one line per tool:
  page/ua1, page/2a   page-validation against PDF/UA-1 and PDF/A-2a
  outloud             a second opinion on PDF/UA-1 and WCAG
  headers             table header roles, which neither of the two looks at

It exits with 1 when any tool finds an error, and with 2 when a tool is missing or a file cannot be read, so that a
check that did not run is never taken for one that passed. Tools: pip install -r tests/pdf/requirements.txt
"""

import json
import pathlib
import subprocess
import sys

try:
    import outloud  # noqa: F401  (run as a program below)
    import page
    import pikepdf
except ImportError as missing:
    print(f"check.py: {missing}; pip install -r tests/pdf/requirements.txt", file=sys.stderr)
    sys.exit(2)


def by_page_validation(path, profile):
    """The rules of one standard that the file breaks."""
    report = page.validate_pdf(str(path), profile=profile)
    found = [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    if not report.is_compliant and not found:
        found = ["not compliant, no reason given"]
    return found


def by_outloud(path):
    """The errors of the second checker; its warnings are matters of judgement."""
    start = "from outloud.cli import main; main()"
    command = [sys.executable, "-c", start, "--json", "-", "--quiet", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report, _ = json.JSONDecoder().raw_decode(run.stdout[run.stdout.index("{"):])
    except ValueError:
        raise RuntimeError(f"outloud gave no report: {run.stderr.strip() or run.stdout.strip()}") from None
    found = [
        f"{finding.get('rule_id') or finding.get('rule') or finding.get('id')}: {finding.get('message')}"
        for finding in findings(report)
        if finding.get("severity") == "error"
    ]
    if run.returncode != 0 and not found:
        found = [f"exit status {run.returncode}, no error named"]
    return found


def findings(value):
    """Every finding anywhere in outloud's report."""
    if isinstance(value, dict):
        if "severity" in value and "message" in value:
            yield value
        else:
            for inner in value.values():
                yield from findings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from findings(inner)


def children(element):
    """The structure elements directly below one."""
    below = element.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child


def every(element, role):
    """All elements of a role below one, itself included, without looking inside them."""
    if element.get("/S") == role:
        yield element
        return
    for child in children(element):
        yield from every(child, role)


def attribute(cell, name):
    """An attribute of a table cell, or nothing."""
    given = cell.get("/A", [])
    for entry in given if isinstance(given, pikepdf.Array) else [given]:
        if isinstance(entry, pikepdf.Dictionary) and name in entry:
            return entry[name]
    return None


def by_headers(path):
    """Tables whose cells are not headed in both directions, and headers that do not say which way they point."""
    found = []
    with pikepdf.open(path) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        if root is None:
            return ["no structure tree"]
        number = 0
        for top in children(root):
            for table in every(top, "/Table"):
                number += 1
                found += [f"table {number}: {fault}" for fault in headless(table)]
    return found


def headless(table):
    """What is wrong with one table's headers."""
    open_columns = {}  # columns still covered by a cell from a row above: column -> rows left
    headed = set()
    for number, row in enumerate(every(table, "/TR"), start=1):
        column = 0
        row_header, heading_row, data = False, False, []
        for cell in children(row):
            while open_columns.get(column, 0) > 0:
                open_columns[column] -= 1
                column += 1
            wide = int(attribute(cell, "/ColSpan") or 1)
            tall = int(attribute(cell, "/RowSpan") or 1)
            covered = range(column, column + wide)
            if tall > 1:
                open_columns.update({at: tall - 1 for at in covered})
            if cell["/S"] == "/TH":
                scope = attribute(cell, "/Scope")
                if scope is None:
                    yield f"row {number}, column {column + 1}: a header without a scope"
                if scope in ("/Column", "/Both"):
                    headed.update(covered)
                    heading_row = True
                if scope in ("/Row", "/Both"):
                    row_header = True
            else:
                data.append(covered)
            column += wide
        for at in [at for at, left in open_columns.items() if at >= column and left > 0]:
            open_columns[at] -= 1
        if heading_row:
            continue  # a corner without words heads nothing and needs no header
        if data and not row_header:
            yield f"row {number}: no cell heads the row"
        if headed:
            for covered in data:
                if not headed.issuperset(covered):
                    yield f"row {number}, column {covered.start + 1}: no cell heads the column"


def main(paths):
    """Checks every file with every tool."""
    if not paths:
        print("usage: check.py FILE.pdf...", file=sys.stderr)
        return 2
    tools = {
        "page/ua1": lambda path: by_page_validation(path, "ua1"),
        "page/2a": lambda path: by_page_validation(path, "2a"),
        "outloud": by_outloud,
        "headers": by_headers,
    }
    worst = 0
    for path in map(pathlib.Path, paths):
        for name, tool in tools.items():
            try:
                found = tool(path)
            except Exception as cause:  # a tool that breaks down has not checked anything
                print(f"{path}: {name}: did not run: {cause}")
                worst = 2
                continue
            more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
            print(f"{path}: {name}: {'; '.join(found[:5]) + more if found else 'ok'}")
            if found:
                worst = max(worst, 1)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
