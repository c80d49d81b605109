"""`Scripts/bench quality`: renditions of our presets beside those of the ffmpeg command, at the same VMAF.

Each side encodes each clip with three rate factors; size and CPU are read off at the VMAF that the command's middle factor
has. The judge of VMAF is the static FFmpeg of the Python package imageio-ffmpeg."""

import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FILTERS = ("scale='min(1280,iw)':'min(1280,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2:"
           "flags=lanczos,setsar=1,format=yuv420p")
COMMANDS = {
    "interview": ["-c:v", "libx264", "-preset", "medium", "-g", "150", "-keyint_min", "150", "-sc_threshold", "40",
                  "-x264-params", "aq-mode=3:open-gop=0", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-ar", "48000"],
    "small": ["-c:v", "libsvtav1", "-preset", "10", "-g", "300", "-svtav1-params", "tune=0", "-c:a", "libopus",
              "-b:a", "24k", "-application", "voip", "-ac", "1"],
}
FACTORS = {"interview": (23, 26, 30), "small": (35, 40, 46)}
# The rate bounds of `interview` by pixels, as the preset has them.
RATES = ((409_920, 700), (921_600, 1200), (1 << 40, 2000))


def browser_clip(folder):
    """A recording of a browser as it is, twice in a row: some twelve seconds."""
    small = f"{folder}/480p.webm"
    source = str(ROOT / "Samples/media/cr_webm_vp9_opus.webm")
    run(["ffmpeg", "-v", "error", "-stream_loop", "1", "-i", source, "-c", "copy", small])
    return small


def clips(folder):
    """A recording of a browser as it is, and one at 1280 x 720 with a camera's grain, both some twelve seconds long."""
    small, large = browser_clip(folder), f"{folder}/720p.webm"
    run(["ffmpeg", "-v", "error", "-i", small, "-vf", "scale=1280:720,setsar=1,noise=alls=3:allf=t", "-fps_mode", "passthrough",
         "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2500k", "-c:a", "copy", large])
    return [small, large]


def run(command):
    """Runs a command; gives what it said and its CPU seconds."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, "SVT_LOG": "1"})
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command[:3])} failed: {said[-2000:]}")
    return said, usage.ru_utime + usage.ru_stime


def judge():
    """The static FFmpeg with libvmaf."""
    python = os.environ.get("MEDIAFERRY_TEST_PYTHON") or str(ROOT / ".build-tools/venv/bin/python")
    try:
        path = subprocess.run([python, "-c", "import imageio_ffmpeg as i; print(i.get_ffmpeg_exe())"], check=True,
                              capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        sys.exit("quality: imageio-ffmpeg cannot be had; Scripts/test installs it")
    return path


def vmaf(path, rendition, clip):
    said, _ = run([path, "-nostdin", "-hide_banner", "-r", "30", "-i", rendition, "-r", "30", "-i", clip, "-lavfi",
                   "[0:v][1:v]libvmaf=n_threads=2", "-an", "-f", "null", "-"])
    return float(re.search(r"VMAF score: ([0-9.]+)", said).group(1))


def command(preset, factor, clip, output):
    pixels = math.prod(int(side) for side in run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0",
         clip])[0].strip().split(",")[:2])
    rate = next(rate for limit, rate in RATES if pixels <= limit)
    bounds = ["-maxrate", f"{rate}k", "-bufsize", f"{2 * rate}k"] if preset == "interview" else []
    _, cpu = run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", clip, "-map", "0:v:0", "-map", "0:a:0?", "-vf",
                  FILTERS, "-fps_mode", "vfr", *COMMANDS[preset], "-crf", str(factor), *bounds, "-movflags",
                  "+faststart", output])
    return cpu


def ours(benchmarks, preset, factor, clip, output, *options):
    said, _ = run([benchmarks, "rendition", preset, str(factor), clip, output, *options])
    return json.loads(said.strip().splitlines()[-1])["cpuSeconds"]


def at(points, target, value):
    """A value where the line through the two points nearest to the target meets it."""
    points = sorted(points, key=lambda point: abs(point["vmaf"] - target))[:2]
    first, second = sorted(points, key=lambda point: point["vmaf"])
    share = (target - first["vmaf"]) / (second["vmaf"] - first["vmaf"])
    return first[value] + share * (second[value] - first[value])


def bench_quality(pairs, binary):
    path = judge()
    size_ratios, cpu_ratios, metric_shares = {}, {}, {}
    with tempfile.TemporaryDirectory(prefix="mediaferry-bench.") as folder:
        output = f"{folder}/rendition.mp4"
        for clip in clips(folder):
            for preset, factors in FACTORS.items():
                makers = {
                    "command": lambda factor: command(preset, factor, clip, output),
                    "ours": lambda factor: ours(binary("FerryBenchmarks"), preset, factor, clip, output),
                }
                points = {}
                for name, maker in makers.items():
                    points[name] = []
                    for factor in factors:
                        cpu = statistics.median(maker(factor) for _ in range(min(pairs, 3)))
                        points[name].append({"cpu": cpu, "size": math.log(os.path.getsize(output)),
                                             "vmaf": vmaf(path, output, clip)})
                target = points["command"][1]["vmaf"]
                size = math.exp(at(points["ours"], target, "size") - at(points["command"], target, "size"))
                cpu = at(points["ours"], target, "cpu") / at(points["command"], target, "cpu")
                size_ratios.setdefault(preset, []).append(size)
                cpu_ratios.setdefault(preset, []).append(cpu)
                plain, measured = (statistics.median(
                    ours(binary("FerryBenchmarks"), preset, factors[1], clip, output, *options)
                    for _ in range(min(pairs, 3))) for options in ([], ["measure"]))
                metric_shares.setdefault(preset, []).append(measured / plain - 1)
                kept = math.exp(points["ours"][1]["size"]) / os.path.getsize(clip)
                print(f"  {Path(clip).stem} {preset:9} at VMAF {target:.1f}: size {size:.3f} of the command's, CPU "
                      f"{cpu:.3f}, measuring {measured / plain - 1:+.0%}; ours at the preset's factor VMAF {points['ours'][1]['vmaf']:.1f}, {kept:.0%} of the clip")
    for preset in FACTORS:
        print(f"quality: {preset} at the same VMAF: size {statistics.mean(size_ratios[preset]):.3f}, CPU "
              f"{statistics.mean(cpu_ratios[preset]):.3f} of the command's (aim at most 1.00 for both); "
              f"measuring costs {statistics.mean(metric_shares[preset]):.0%} more")
