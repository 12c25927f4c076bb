"""How many times faster `crystalgan-bench train` is than bench/train.py, both measured in turn on this machine.

    python3 bench/train_ratio.py --program build/release/bench/crystalgan-bench [--rounds 5]

Every round runs, one after the other: the program with one member and one thread, the script, the program with 64
members on two threads, and the script on as many cores at once. Ratios are taken within a round, so that what slows
the machine down slows both. Prints Markdown: medians over the rounds, with the smallest and the largest ratio.
"""

import argparse
import json
import os
import pathlib
import platform
import shlex
import statistics
import subprocess
import sys

SCRIPT = pathlib.Path(__file__).with_name("train.py")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
CASES = [("step 1", 1), ("step 3, hinge with images", 3)]
WAYS = ["modules", "batched"]  # of writing the step, in bench/train.py
CLOCKS = [("median", "median by the clock"), ("best", "fastest moment by the clock"),
          ("processor", "processor time, which the others on a busy machine change least")]
KEYS_OF_PROGRAM = {"median": "milliseconds_per_member_step", "best": "best_milliseconds",
                   "processor": "processor_milliseconds"}
KEYS_OF_SCRIPT = {**KEYS_OF_PROGRAM, "median": "milliseconds_per_step"}


class Runner:
    """Runs commands on given cores and remembers how."""

    def __init__(self):
        self.commands = []

    def json_of(self, cores, *words):
        command = ["taskset", "-c", ",".join(str(core) for core in cores), *(str(word) for word in words)]
        shown = shlex.join([*(f"{name}={value}" for name, value in ONE_THREAD.items()), *command])
        if shown not in self.commands:
            self.commands.append(shown)
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **ONE_THREAD})
        return json.loads(done.stdout)


def rows_of_program(output):
    """step -> row"""
    return {row["step"]: row for row in output["rows"]}


def measured_round(runner, options, cores):
    """What each of the four commands printed."""
    threads = len(cores)
    program = [options.program, "train"]
    script = [options.python, SCRIPT, "--seconds", options.seconds]
    return {
        "one": runner.json_of(cores[-1:], *program, "--members", 1, "--threads", 1),
        "script": runner.json_of(cores[-1:], *script),
        "many": runner.json_of(cores, *program, "--members", options.members, "--threads", threads),
        "scripts": runner.json_of(cores, *script, "--processes", threads),
    }


def of_script(output, step, way, clock):
    return output[f"step{step}_{way}"][KEYS_OF_SCRIPT[clock]]


def of_machine(measured, step, way, clock):
    """Of the script on the whole machine, alone or several side by side, whichever is faster."""
    alone = of_script(measured["script"], step, way, clock)
    together = of_script(measured["scripts"], step, way, clock)
    return together if clock == "processor" else min(alone, together)


def shown_ratio(ours, theirs):
    ratios = [their / our for our, their in zip(ours, theirs)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def print_table(rounds, members, threads, clock, title):
    print(f"### Milliseconds a member-step, {title}\n")
    print("| case | crystalgan |", " | ".join(f"script, {way} | ratio" for way in WAYS), "|")
    print("| --- " * (2 + 2 * len(WAYS)) + "|")
    sides = [("one", "1 member, 1 thread", lambda measured, *case: of_script(measured["script"], *case)),
             ("many", f"{members} members, {threads} threads", of_machine)]
    for side, name, their_time in sides:
        for case, step in CASES:
            ours = [rows_of_program(measured[side])[step][KEYS_OF_PROGRAM[clock]] for measured in rounds]
            cells = [f"{case}, {name}", f"{statistics.median(ours):.3f}"]
            for way in WAYS:
                theirs = [their_time(measured, step, way, clock) for measured in rounds]
                cells += [f"{statistics.median(theirs):.3f}", shown_ratio(ours, theirs)]
            print(f"| {' | '.join(cells)} |")
    print()


def print_shares(rounds, members, threads):
    print("### crystalgan alone\n")
    print("| case | GFLOP/s | of the peak |\n| --- | --- | --- |")
    for side, name in ("one", "1 member, 1 thread"), ("many", f"{members} members, {threads} threads"):
        for place, row in enumerate(rounds[0][side]["rows"]):
            rows = [measured[side]["rows"][place] for measured in rounds]
            gflops, share = (statistics.median(each[key] for each in rows) for key in ("gflops", "share_of_peak"))
            print(f"| step {row['step']}, {name} | {gflops:.1f} | {100 * share:.1f} % |")
    print()


def processor_model():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def print_machine(rounds, options, cores, runner):
    version = subprocess.run([options.program, "--version"], capture_output=True, text=True).stdout.strip()
    peaks = [measured[side]["fma_peak_gflops"] for measured in rounds for side in ("one", "many")]
    best = {threads: max(peak.get(threads, 0.0) for peak in peaks) for peak in peaks for threads in peak}
    peaks = ", ".join(f"{peak:.0f} on {threads}" for threads, peak in best.items())
    print(f"* {processor_model()}, {len(cores)} cores used; float32 multiply-add peak in GFLOP/s: {peaks}")
    print(f"* {version.splitlines()[0] if version else 'crystalgan'}, {rounds[0]['one']['matrix_products']}; "
          f"PyTorch {rounds[0]['script']['torch']}, {platform.system()} {platform.release()}")
    print(f"* {len(rounds)} rounds of\n\n```")
    print("\n".join(runner.commands))
    print("```\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="crystalgan-bench")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has PyTorch")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--members", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each measurement of the script")
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))[:2]

    runner = Runner()
    rounds = []
    for i in range(options.rounds):
        rounds.append(measured_round(runner, options, cores))
        print(f"round {i + 1} of {options.rounds}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    print_machine(rounds, options, cores, runner)
    for clock, title in CLOCKS:
        print_table(rounds, options.members, len(cores), clock, title)
    print_shares(rounds, options.members, len(cores))


if __name__ == "__main__":
    main()
