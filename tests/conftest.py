"""What all tests share: devices, dtypes, one thread; and system packages, skipped
loudly, or required in CI.
"""

import os
import shutil
from collections import Counter

import pytest
import torch

from grading.course import SOLUTIONS, assignments

LONGEST = (
    "test_grading",
    "test_submissions",
    "test_grade_again",
    "test_pages",
    "test_setup_cell",
    "test_room",
    "test_answers",
)

torch.set_num_threads(1)
os.environ["COURSE_DEVICE"] = (
    "cpu"  # of the notebooks that tests run: their stored numbers are the CPU's
)

DEVICES = [
    "cpu",
    pytest.param(
        "cuda",
        marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no cuda here"),
    ),
]


@pytest.fixture(params=DEVICES)
def device(request):
    return torch.device(request.param)


@pytest.fixture(params=[torch.float32, torch.float64], ids=["float32", "float64"])
def dtype(request):
    return request.param


@pytest.fixture(params=assignments())
def name(request):
    """Each of the course's notebooks."""
    return request.param


@pytest.fixture
def solved_path(name):
    return SOLUTIONS / name / f"{name}.ipynb"


def pytest_collection_modifyitems(items):
    """A test marked `needs("bwrap")` is skipped without that program; with CI=true it
    runs, and fails. One marked
    `about("02_ebm_score")` is skipped in a course that has taken this notebook out.

    The files that take longest come first, so that the workers end together.
    """
    items.sort(key=lambda item: item.path.stem not in LONGEST)
    for item in items:
        for mark in item.iter_markers("about"):
            if gone := set(mark.args) - set(assignments()):
                item.add_marker(
                    pytest.mark.skip(reason=f"the course has no {', '.join(gone)}")
                )
        for mark in item.iter_markers("needs"):
            (program,) = mark.args
            if not shutil.which(program) and not os.environ.get("CI"):
                reason = f"{program} is missing: see make system, or install it"
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter):
    _print_times(terminalreporter)
    _print_bank(terminalreporter)
    _print_count(
        terminalreporter,
        "damage",
        "the bank of damage: answers found, or the trouble named",
    )
    _print_count(
        terminalreporter,
        "submissions",
        "the bank of whole submissions: the row and the page of each",
    )
    _print_count(
        terminalreporter,
        "hostile",
        "the bank of hostile answers: all contained, none with a point",
    )
    _print_count(
        terminalreporter,
        "side_effects",
        "the bank of right answers that ruin the room: all with their points",
    )
    reasons = {
        report.longrepr[2]
        for report in terminalreporter.stats.get("skipped", [])
        if "missing" in str(report.longrepr)
    }
    for reason in sorted(reasons):
        terminalreporter.write_line(f"NOT TESTED! {reason}", red=True, bold=True)


def _print_times(terminalreporter):
    """What the files took, set-up of what they share included, where they took more
    than a twentieth of it all.
    """
    seconds = Counter()
    for report in (
        report for reports in terminalreporter.stats.values() for report in reports
    ):
        if hasattr(report, "duration"):
            seconds[report.nodeid.split("::")[0]] += report.duration
    if seconds.total() > 60:
        terminalreporter.section(
            f"where the time went: {seconds.total():.0f} s on all cores together"
        )
        longest = [
            (file, took)
            for file, took in seconds.most_common()
            if took > seconds.total() / 20
        ]
        for file, took in [
            *longest,
            ("the others", seconds.total() - sum(took for _, took in longest)),
        ]:
            terminalreporter.write_line(f"{took:6.0f} s  {file}")


def _print_count(terminalreporter, bank, title):
    """How the cases of a bank ended: what their tests recorded last, counted."""
    ended = Counter(
        value if isinstance(value, str) else value[-1]
        for report in terminalreporter.stats.get("passed", [])
        if report.when == "call"
        for name, value in report.user_properties
        if name == bank
    )
    failed = [
        r
        for r in terminalreporter.stats.get("failed", [])
        if f"test_{bank}" in r.nodeid
    ]
    if ended:
        terminalreporter.section(title)
        counts = ", ".join(f"{count} {status}" for status, count in ended.most_common())
        terminalreporter.write_line(
            f"{ended.total()} of {ended.total() + len(failed)}: {counts}"
        )


def _print_bank(terminalreporter):
    """The table of test_answers.py: how the bank's answers fared, exercise by
    exercise.
    """
    reports = [
        r
        for kind in ("passed", "failed")
        for r in terminalreporter.stats.get(kind, [])
        if r.when == "call"
    ]
    rows = sorted(
        tuple(counts)
        for r in reports
        for name, counts in r.user_properties
        if name == "answers"
    )
    for device in sorted({row[0] for row in rows}):
        table = [row[1:] for row in rows if row[0] == device]
        totals = (
            sum(column) for column in zip(*(row[2:] for row in table), strict=True)
        )
        terminalreporter.section(f"the bank of answers, checks on {device}")
        terminalreporter.write_line(
            f"{'':36}wrong: refused  diagnosed    right: accepted"
        )
        for number, name, refused, diagnosed, wrong, accepted, right in [
            *table,
            ("", "all", *totals),
        ]:
            counts = (
                f"{refused:8} of {wrong:<4}{diagnosed:5} of {wrong:<4}{accepted:9} of"
                f" {right}"
            )
            terminalreporter.write_line(f"{number:4}{name:32}{counts}")
