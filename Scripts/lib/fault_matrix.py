#!/usr/bin/env python3
"""Makes the fault matrix out of a test log: one row for each fault, one column for each dialect.

A cell says how many runs were delivered bit for bit (d), ended in one clear error (e), never met the fault (n), or went
wrong (WRONG); `-` means that the fault means nothing to the protocol. With --short only the totals are printed."""

import sys
from collections import defaultdict


def read(lines):
    """(fault, dialect) -> (delivered, errors, not met, wrong, remark), with faults and dialects in their order."""
    cells, faults, dialects = {}, {}, {}
    for line in lines:
        columns = line.rstrip("\n").split("\t")
        if len(columns) != 8 or columns[0] != "matrix":
            continue
        _, dialect, fault, *counts, remark = columns
        cells[fault, dialect] = (*map(int, counts), remark)
        faults[fault] = dialects[dialect] = None
    return cells, list(faults), list(dialects)


def text(cell):
    if cell is None or sum(cell[:4]) == 0:
        return "-"
    parts = [f"{cell[0]}d" if cell[0] else "", f"{cell[1]}e" if cell[1] else ""]
    parts += [f"{cell[2]}n" if cell[2] else "", f"{cell[3]} WRONG" if cell[3] else ""]
    return " ".join(part for part in parts if part)


def main():
    short = "--short" in sys.argv
    path = sys.argv[-1]
    with open(path, encoding="utf-8", errors="replace") as log:
        cells, faults, dialects = read(log)
    if not cells:
        print("fault matrix: not run")
        return
    if not short:
        width = max(len(fault) for fault in faults)
        widths = {it: max(len(it), *(len(text(cells.get((fault, it)))) for fault in faults)) for it in dialects}
        print("\n== Fault matrix: d delivered bit for bit, e one clear error, n not met, - means nothing here")
        print(" " * width + "  " + "  ".join(it.ljust(widths[it]) for it in dialects))
        for fault in faults:
            row = "  ".join(text(cells.get((fault, it))).ljust(widths[it]) for it in dialects)
            print(f"{fault.ljust(width)}  {row}".rstrip())
        reasons = defaultdict(list)
        for (fault, dialect), cell in cells.items():
            if sum(cell[:4]) == 0:
                reasons[dialect, cell[4]].append(fault)
        for (dialect, reason), them in reasons.items():
            print(f"- {dialect}: {', '.join(them)}: {reason}")
    total = [sum(cell[place] for cell in cells.values()) for place in range(4)]
    print(
        f"fault matrix: {len(dialects)} dialects, {len(faults)} faults, {total[0]} delivered, {total[1]} clear errors, "
        f"{total[2]} not met, {total[3]} wrong"
    )


if __name__ == "__main__":
    main()
