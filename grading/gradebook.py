"""nbgrader's gradebook, also when the master has changed."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
)
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, LockCells
from nbgrader.utils import is_grade, is_locked, is_solution
from sqlalchemy import URL, create_engine
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import scoped_session

from grading.course import nbgrader_config


@contextmanager
def opened(database: Path) -> Iterator[Gradebook]:
    """nbgrader's gradebook, made where there is none."""
    course = nbgrader_config().CourseDirectory.course_id
    if not database.exists():
        _create(database)
    with (
        warnings.catch_warnings(),
        Gradebook(database_url(database), course) as gradebook,
    ):
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's, about its own queries
        yield gradebook


def database_url(database: Path) -> str:
    """The address of a gradebook, in whatever folder: in an address, ? # and % mean
    something of their own.
    """
    return URL.create("sqlite", database=str(database)).render_as_string()


def _create(database: Path) -> None:
    """An empty database at nbgrader's newest version; nbgrader adds the tables.

    nbgrader itself asks the program `alembic`, which is on no path outside the
    environment, and takes seconds.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(".gradebook.part")
    part.unlink(missing_ok=True)
    versions = Config()
    versions.set_main_option("script_location", ALEMBIC_DIR)
    engine = create_engine(database_url(part))
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        context.stamp(ScriptDirectory.from_config(versions), "head")
    engine.dispose()
    os.replace(part, database)


def save_cells(gradebook: Gradebook, assignment: str, master: NotebookNode) -> None:
    """What nbgrader's SaveCells does, also where exercises came or went since the first
    submission.
    """
    released, config = master, nbgrader_config()
    for step in (LockCells, ClearSolutions, ComputeChecksums):
        released, _ = step(config=config)(released, {})
    place = assignment, assignment
    names: dict[type, set[str]] = {
        GradeCell: set(),
        SolutionCell: set(),
        SourceCell: set(),
    }
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


def _drop_cells(
    db: scoped_session, notebook: Notebook, names: dict[type, set[str]]
) -> None:
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


def _complete_submissions(db: scoped_session, notebook: Notebook) -> None:
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
    db.commit()
