"""`make bench`: measure, print the table, and with SAVE=1 write BENCHMARKS.md."""

import argparse
import sys
from collections import defaultdict

import torch

from bench import course, mathematics, report
from bench.measure import machine


def all_of_mathematics(device, growth):
    rows = (
        mathematics.speed_of_mixtures(device, growth) + mathematics.memory_of_mixtures()
    )
    rows += mathematics.precision_of_mixtures(growth) + mathematics.speed_of_traces(
        device, growth
    )
    return rows + mathematics.trainings(device, growth)


PARTS = {
    "mathematics": all_of_mathematics,
    "notebooks": lambda _, growth: course.notebooks(),
    "grading": lambda _, growth: course.grading(growth),
}


def main(arguments) -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument(
        "--part", choices=PARTS, action="append", help="by default all of them"
    )
    parser.add_argument("--device", default="cpu", help="of the mathematics")
    parser.add_argument("--save", action="store_true", help="write BENCHMARKS.md")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    device = torch.device(options.device)
    for part in options.part or PARTS:
        growth = defaultdict(dict)
        rows = PARTS[part](device, growth)
        report.keep(machine(device), part, rows, growth)
    results = report.kept()
    print(report.table(results))
    if options.save:
        report.write(results)
    return (
        0 if all(row["met"] for part in results.values() for row in part["rows"]) else 1
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
