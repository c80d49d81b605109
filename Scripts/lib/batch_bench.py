"""Measures `mediaferry batch`: own CPU and memory for many small files, and for a listing of a million names."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = 10_000
FILE_BYTES = 4096
NAMES = 1_000_000
LIMIT_MS = 5.0


def make(folder, count, size):
    """Files of random bytes, a hundred in each folder."""
    for index in range(count):
        if index % 100 == 0:
            (folder / f"d{index // 100:05}").mkdir(parents=True)
        (folder / f"d{index // 100:05}" / f"f{index:07}.bin").write_bytes(os.urandom(size))


def measured(command):
    """Seconds, CPU seconds and peak resident bytes of a command, and its last words."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command[:3])} failed with {process.returncode}: {words[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def line(what, count, found):
    seconds, cpu, memory = found
    print(f"  {what:38} {seconds:7.1f} s   {cpu / count * 1000:6.3f} ms CPU a file   peak {memory / 2**20:6.1f} MiB")


def bench_batch(binary, receiver):
    failed = False
    with tempfile.TemporaryDirectory(prefix="mediaferry-bench.") as name:
        folder = Path(name)
        base = [binary("mediaferry"), "batch", "--preset", "none", "--progress", "quiet"]
        print(f"batch: {FILES} files of {FILE_BYTES >> 10} KiB, preset none")
        make(folder / "small", FILES, FILE_BYTES)
        (folder / "kept").mkdir()
        few = folder / "few"
        make(few, 100, FILE_BYTES)
        (folder / "kept-few").mkdir()
        start = measured([*base, str(few), "--to", f"file://{folder}/kept-few", "--state", str(folder / "state-few")])
        command = [*base, str(folder / "small"), "--to", f"file://{folder}/kept", "--state", str(folder / "state")]
        first = measured(command)
        line("into a folder", FILES, first)
        line("the same again, nothing due", FILES, measured(command))
        with receiver(folder / "received") as server:
            line("to the receiver over tus", FILES, measured(
                [*base, str(folder / "small"), "--to", f"tus+{server.endpoint}", "--state", str(folder / "state-tus")]))
        growth = first[2] - start[2]
        print(f"  growth of memory over 100 files: {growth / 2**20:.1f} MiB")
        failed = first[1] / FILES * 1000 > LIMIT_MS
        bench_names(folder, base)
    if failed:
        sys.exit(f"batch: more than {LIMIT_MS} ms of CPU a file")


def bench_names(folder, base):
    """A million names are listed and none is due: they are all too small."""
    print(f"batch: a tree of {NAMES} names, listed")
    tree = folder / "names"
    for index in range(0, NAMES, 1000):
        inner = tree / f"d{index // 1000:04}"
        inner.mkdir(parents=True)
        for number in range(1000):
            os.close(os.open(inner / f"f{index + number:07}", os.O_CREAT | os.O_WRONLY))
    state, kept = folder / "state-names", folder / "kept-names"
    kept.mkdir()
    line("passed over by --min-size", NAMES, measured(
        [*base, str(tree), "--to", f"file://{kept}", "--state", str(state), "--min-size", "1"]))
