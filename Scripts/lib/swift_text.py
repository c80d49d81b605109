"""Reads Swift and C sources as far as the house's checks need it: comments and strings can be blanked out, files listed,
and a check can be run on a copy in which a fault was planted."""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {".build", ".build-tools", ".git", ".swiftpm", "node_modules", "__pycache__"}
_START = re.compile(r'//|/\*|#*"""|#*"')
_COMMENT_EDGE = re.compile(r"/\*|\*/")


def files(root, *endings, under=("",)):
    """All files with one of these endings below these folders of root, sorted, build products left out."""
    found = []
    for folder in under:
        for directory, names, entries in os.walk(Path(root) / folder):
            names[:] = sorted(n for n in names if n not in LEFT_OUT and not n.startswith(".build-"))
            found += [Path(directory) / e for e in sorted(entries) if e.endswith(endings)]
    return found


def blanked(text):
    """The same text with comments and the insides of strings as spaces; lines and columns stay where they are."""
    out, position = [], 0
    while match := _START.search(text, position):
        out.append(text[position : match.start()])
        end = _end_of(text, match)
        out.append(re.sub(r"[^\n]", " ", text[match.start() : end]))
        position = end
    out.append(text[position:])
    return "".join(out)


def _end_of(text, match):
    token = match.group()
    if token == "//":
        newline = text.find("\n", match.end())
        return len(text) if newline < 0 else newline
    if token == "/*":
        return _end_of_comment(text, match.end())
    return _end_of_string(text, match.end(), token)


def _end_of_comment(text, position):
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(text, position)):
        depth += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return position if depth == 0 else len(text)


def _end_of_string(text, position, opening):
    hashes = opening.count("#")
    closing = opening[hashes:] + "#" * hashes
    escape = "\\" + "#" * hashes
    while position < len(text):
        if text.startswith(closing, position):
            return position + len(closing)
        if text.startswith(escape + "(", position):
            position = _end_of_interpolation(text, position + len(escape) + 1)
        elif text.startswith(escape, position):
            position += len(escape) + 1
        elif text[position] == "\n" and not closing.startswith('"""'):
            return position
        else:
            position += 1
    return len(text)


def _end_of_interpolation(text, position):
    depth = 1
    while position < len(text) and depth:
        if match := _START.match(text, position):
            position = _end_of(text, match)
            continue
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        position += 1
    return position


def line_of(text, position):
    """The line of a position, from 1."""
    return text.count("\n", 0, position) + 1


def finish(faults, good):
    """Prints the faults, or what was found good, and ends the program accordingly."""
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"{len(faults)} fault{'s' if len(faults) != 1 else ''}", file=sys.stderr)
        sys.exit(1)
    print(good)


def self_test(check, folders, plants):
    """Runs the check on a copy of the house that must be clean, then once for each planted fault, which must be named.

    A plant is (sentence, function that changes the copy and returns what a fault must contain; None: no fault).
    """
    missed = []
    with tempfile.TemporaryDirectory(prefix="mediaferry-check-") as scratch:
        clean = Path(scratch) / "clean"
        _copy(ROOT, clean, folders)
        before = check(clean)
        for number, (sentence, plant) in enumerate(plants):
            copy = Path(scratch) / str(number)
            shutil.copytree(clean, copy, symlinks=True)
            wanted = plant(copy)
            new = [fault for fault in check(copy) if fault not in before]
            caught = not new if wanted is None else any(wanted in fault for fault in new)
            print(f"  {'as it must be' if caught else 'MISSED'}: {sentence}")
            if not caught:
                missed.append(f"self-test: {sentence}: wanted {wanted!r}, found {new}")
            shutil.rmtree(copy)
    finish(missed, f"self-test: {len(plants)} of {len(plants)} as they must be")


def _copy(root, target, folders):
    target.mkdir()
    for name in folders:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, target / name, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
        elif source.exists():
            shutil.copy2(source, target / name)


def write(path, text):
    """Writes a file of a copy, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def edit(path, old, new):
    """Replaces the first occurrence in a file of a copy; the occurrence must be there."""
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise SystemExit(f"self-test: {path.name} does not hold {old!r}")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
