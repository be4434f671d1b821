"""How the grader leaves an exercise."""

from collections import defaultdict
from dataclasses import dataclass

WAITS = "waits for a person's marks"
WHAT_TO_DO = {
    "manual": "read the answer; mark it in make formgrader",
    "blank": "ask the student whether they handed in the right file",
    "missing": "nothing to grade; ask the student",
    "timeout": "read the answer; mark it in make formgrader",
    "out_of_memory": "read the answer; mark it in make formgrader",
    "crashed": "read the answer; mark it in make formgrader",
    "refused": "read the answer, and talk with the student",
    "misaligned": "settle in the submitted notebook which cell counts, and grade again",
    "unreadable": "ask the student for the file again",
}


@dataclass(frozen=True)
class Outcome:
    """How the grader left one exercise.

    `points` is None where it could give no mark, `message` for the instructor.

    `status` is graded, manual, blank, timeout, out_of_memory, crashed, misaligned or
    refused; of a whole submission also missing or unreadable.
    """

    points: float | None
    status: str
    message: str = ""

    @property
    def score(self) -> float | None:
        """The points that count without a person's mark: none where the grader, not the
        answer, has failed.
        """
        return {"graded": self.points, "blank": 0.0, "refused": 0.0}.get(self.status)


def by_submission(rows: list[dict]) -> dict[tuple[str, str], list[dict]]:
    """The rows of each submission, (student, assignment)."""
    submissions = defaultdict(list)
    for row in rows:
        submissions[row["student"], row["assignment"]].append(row)
    return submissions
