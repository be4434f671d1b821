"""How the grader leaves an exercise."""

from collections import defaultdict
from dataclasses import dataclass

WAITS = "waits for a person's marks"


@dataclass(frozen=True)
class Status:
    """What a status means, to everybody who reads it."""

    happened: str  # to an instructor
    to_do: str = ""  # by an instructor; nothing for most
    to_student: str = ""  # on the page of feedback
    of_answer: str = ""  # what the answer did, after its name
    score: float | None = None  # the points without a person's mark; of graded: its own
    judged: bool = False  # whether the answer itself was looked at


READ = "read the answer; mark it in make formgrader"
STATUSES = {
    "graded": Status("the tests, or you, have decided", judged=True),
    "manual": Status(
        "waits for your mark: an answer in words; or one in code that the grader cannot"
        " run, since it needs a module, or a newer Python, than there is",
        READ,
        "waits for your instructor’s mark",
        judged=True,
    ),
    "blank": Status(
        "nothing filled in",
        "ask the student whether they handed in the right file",
        "nothing filled in",
        score=0.0,
        judged=True,
    ),
    "missing": Status(
        "nothing handed in", "nothing to grade; ask the student", "nothing handed in"
    ),
    "timeout": Status(
        "the answer was still running when its time was up",
        READ,
        "took too long, so it has no mark yet",
        "was still running when the time for it was up",
    ),
    "out_of_memory": Status(
        "the answer needed more memory than it may have",
        READ,
        "needed too much memory, so it has no mark yet",
        "needed more memory than there is for it",
    ),
    "crashed": Status(
        "the answer ended its process",
        READ,
        "could not be tested to its end, so it has no mark yet",
        "ended the process in which it ran",
    ),
    "refused": Status(
        "the answer calls the helpers' own function, or tampers with its process",
        "read the answer, and talk with the student",
        "not accepted",
        "tampered with the process in which it ran",
        score=0.0,
        judged=True,
    ),
    "misaligned": Status(
        "two files hold different answers, or the file is another notebook",
        "leave in the student's folder the file that counts, and grade again",
        "could not be found in your file, so it has no mark yet",
    ),
    "unreadable": Status(
        "the file is no notebook of the course",
        "ask the student for the file again",
        "your file could not be read, so it has no mark yet",
    ),
}


@dataclass(frozen=True)
class Outcome:
    """How the grader left one exercise.

    `points` is None where it could give no mark, `status` one of STATUSES, `message`
    for the instructor.
    """

    points: float | None
    status: str
    message: str = ""

    @property
    def score(self) -> float | None:
        """The points that count without a person's mark: none where the grader, not the
        answer, has failed.
        """
        graded = self.status == "graded"
        return self.points if graded else STATUSES[self.status].score


def by_submission(rows: list[dict]) -> dict[tuple[str, str], list[dict]]:
    """The rows of each submission, (student, assignment)."""
    submissions = defaultdict(list)
    for row in rows:
        submissions[row["student"], row["assignment"]].append(row)
    return submissions
