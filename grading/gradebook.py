"""nbgrader's gradebook, in which a change is made whole or not at all, also when the
master has changed.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader.api import Comment, Grade, Gradebook, GradeCell, SolutionCell, SourceCell
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, LockCells
from nbgrader.utils import is_grade, is_locked, is_solution
from sqlalchemy import URL, text
from sqlalchemy.exc import SAWarning

from grading.course import nbgrader_config


@contextmanager
def transaction(database: Path) -> Iterator[Gradebook]:
    """nbgrader's gradebook, whose methods commit as they go; here all of a block is
    committed, or nothing.
    """
    course = nbgrader_config().CourseDirectory.course_id
    if not database.exists():
        _create(database, course)
    with (
        warnings.catch_warnings(),
        Gradebook(database_url(database), course) as gradebook,
    ):
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's, about its own queries
        db = gradebook.db

        def settle():
            db.flush()
            db.expire_all()

        commit, db.commit = db.commit, settle
        # no other grader, and no formgrader, writes in between
        db.execute(text("BEGIN IMMEDIATE"))
        yield gradebook
        commit()


def database_url(database: Path) -> str:
    """The address of a gradebook, in whatever folder: in an address, ? # and % mean
    something of their own.
    """
    return URL.create("sqlite", database=str(database)).render_as_string()


def _create(database: Path, course: str):
    """An empty gradebook.

    It appears whole, since nbgrader can't finish one that was begun.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(".gradebook.part")
    part.unlink(missing_ok=True)
    with patch("nbgrader.api.get_alembic_version", _newest_version):
        Gradebook(database_url(part), course).close()
    os.replace(part, database)


def _newest_version() -> str:
    """What nbgrader asks of the program alembic, which takes seconds to start."""
    config = Config()
    config.set_main_option("script_location", ALEMBIC_DIR)
    return ScriptDirectory.from_config(config).get_current_head()


def save_cells(gradebook, assignment, master):
    """What nbgrader's SaveCells does, also where exercises came or went since the first
    submission.
    """
    released, config = master, nbgrader_config()
    for step in (LockCells, ClearSolutions, ComputeChecksums):
        released, _ = step(config=config)(released, {})
    place, names = (
        (assignment, assignment),
        {GradeCell: set(), SolutionCell: set(), SourceCell: set()},
    )
    for cell in (cell for cell in released.cells if "nbgrader" in cell.metadata):
        meta, kind = cell.metadata.nbgrader, cell.cell_type
        if is_grade(cell):
            gradebook.update_or_create_grade_cell(
                meta.grade_id, *place, max_score=float(meta.points), cell_type=kind
            )
            names[GradeCell].add(meta.grade_id)
        if is_solution(cell):
            gradebook.update_or_create_solution_cell(meta.grade_id, *place)
            names[SolutionCell].add(meta.grade_id)
        source = {
            "cell_type": kind,
            "source": cell.source,
            "checksum": meta.checksum,
            "locked": is_locked(cell),
        }
        gradebook.update_or_create_source_cell(meta.grade_id, *place, **source)
        names[SourceCell].add(meta.grade_id)
    notebook = gradebook.find_notebook(*place)
    _drop_cells(gradebook.db, notebook, names)
    _complete_submissions(gradebook.db, notebook)


def _drop_cells(db, notebook, names):
    """Take out the cells that the master has no longer, with the marks given for
    them.
    """
    for cell in [
        *notebook.grade_cells,
        *notebook.solution_cells,
        *notebook.source_cells,
    ]:
        if cell.name not in names[type(cell)]:
            for given in (Grade, Comment):
                db.query(given).filter_by(cell_id=cell.id).delete()
            db.delete(cell)
    db.commit()


def _complete_submissions(db, notebook):
    """Give the submissions that are there a grade and a comment for each new cell."""
    for submitted in notebook.submissions:
        there = {given.cell_id for given in [*submitted.grades, *submitted.comments]}
        db.add_all(
            Grade(cell_id=c.id, notebook=submitted)
            for c in notebook.grade_cells
            if c.id not in there
        )
        db.add_all(
            Comment(cell_id=c.id, notebook=submitted)
            for c in notebook.solution_cells
            if c.id not in there
        )
