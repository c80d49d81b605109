#!/usr/bin/env python3
"""Makes the table of kills out of a test log: one row for each protocol, and a row of totals.

Points are places where the command was to be killed; killed, those where it was still there. Bytes again are the most
that one point cost, beside what is allowed: a chunk for each slot, or the object where a body is begun anew. Round trips
more are the most beyond an uninterrupted run. Uploads left are those whose place nobody learned, in all points together."""

import sys


def read(lines):
    """protocol -> [points, killed, most bytes again, allowed, most round trips more, uploads left]"""
    rows = {}
    for line in lines:
        columns = line.rstrip("\n").split("\t")
        if len(columns) != 8 or columns[0] != "kill":
            continue
        killed, resent, allowed, more, left = map(int, columns[3:])
        row = rows.setdefault(columns[1], [0, 0, 0, allowed, 0, 0])
        row[0] += 1
        row[1] += killed
        row[2] = max(row[2], resent)
        row[4] = max(row[4], more)
        row[5] += left
    return rows


def main():
    with open(sys.argv[-1], encoding="utf-8", errors="replace") as log:
        rows = read(log)
    if not rows:
        return
    print("\n== kill -9")
    titles = ["protocol", "points", "killed", "bytes again", "allowed", "round trips more", "uploads left"]
    print("  ".join(titles))
    for name, row in rows.items():
        print("  ".join(str(value).rjust(len(title)) for value, title in zip([name.ljust(8)] + row, titles)))
    points, killed, left = (sum(row[place] for row in rows.values()) for place in (0, 1, 5))
    print(
        f"kill -9: {len(rows)} protocols, {points} points, {killed} killed, at most "
        f"{max(row[4] for row in rows.values())} round trips more, {left} uploads left"
    )


if __name__ == "__main__":
    main()
