"""solutions/*.py is the one source: everything else follows from it, byte for byte, and
no answer gets out.
"""

import ast
import difflib
import re
import shutil
import subprocess

import jupytext
import nbformat
import pytest

from grading import consistency, course, pairs
from grading.consistency import check_agreement
from grading.course import NOTEBOOKS, ROOT, SOLUTIONS, CourseError, assignments, source
from grading.leaks import answer_lines


@pytest.fixture(scope="module")
def derived():
    """What `make release` would write, per notebook: path -> text."""
    return {name: pairs.derive(name) for name in assignments()}


def test_what_is_committed_is_what_the_sources_give(name, derived):
    for path, text in derived[name].items():
        stored = path.read_text(encoding="utf-8")
        changes = list(
            difflib.unified_diff(
                stored.splitlines(),
                text.splitlines(),
                "stored",
                "derived",
                lineterm="",
                n=1,
            )
        )
        assert not changes, (
            f"{path.relative_to(ROOT)} is not what {name}.py gives; run `make"
            " release`:\n" + "\n".join(changes[:40])
        )


def test_the_readmes_picture_is_the_notebooks():
    assert pairs.PICTURE.read_bytes() == pairs.picture()


def test_the_readme_lists_every_notebook_as_it_is(name):
    notebooks = {name: solved(name) for name in assignments()}
    text = pairs.README.read_text(encoding="utf-8")
    check_agreement(notebooks, text)
    (row,) = re.findall(rf"(?m)^\| .*notebooks/{name}/.*$", text)
    for wrong in (
        text.replace(row + "\n", ""),
        text.replace(row, row.replace(" · ", " · The ")),
        text.replace(row, f"{row}\n{row}"),
    ):
        with pytest.raises(CourseError, match=r"README.md needs one row for each"):
            check_agreement(notebooks, wrong)


def solved(name, change=lambda text: text):
    return pairs.solved(name, change(source(name).read_text(encoding="utf-8")))


DISAGREEMENTS = {
    "points of a test": (
        (r'"points": \d+,', '"points": 7.5,'),
        [r"over \w+ there has to be a heading .*, 7.5 points\)", r"· [\d.]+ points\*`"],
    ),
    "points of a heading": (
        (r"(### Exercise .*, )\d+ points?", r"\1 9 points"),
        [r"over \w+ there has to be a heading like ### Exercise"],
    ),
    "no heading": (("# ### Exercise", "# ### Task"), [r"there has to be a heading"]),
    "number of the notebook": (
        (r"\*Notebook \d", "*Notebook 8"),
        [r"the first cell has to hold `# title`, the Colab badge, and `\*Notebook \d "],
    ),
    "badge": (("/github/", "/gitlab/"), [r"badge has to lead to https://colab"]),
    "set-up cell": (
        (r'"git\+', '"hg+'),
        [r'one cell tagged "setup" has to fetch the helpers from "git\+https'],
    ),
    "hand-in cell": (
        (r'        "(\d\.\d)": ', r'        "1\1": '),
        [r"it has to end with\n\n## Ready to hand in\?(.|\n)*checks.ready_to_hand_in"],
    ),
}


@pytest.mark.parametrize("what", DISAGREEMENTS)
def test_what_a_source_says_twice_has_to_agree(what, name):
    (old, new), words = DISAGREEMENTS[what]
    changed = solved(name, lambda text: re.sub(old, new, text, count=1))
    with pytest.raises(CourseError) as raised:
        check_agreement({name: changed}, "")
    assert all(re.search(sentence, str(raised.value)) for sentence in words)
    assert all(line.startswith(name) for line in str(raised.value).split("\n")[:1])


def test_nothing_else_lies_in_the_rooms_of_the_notebooks(derived):
    expected = {path for files in derived.values() for path in files}
    expected |= {source(name) for name in assignments()}
    found = {
        p
        for room in (SOLUTIONS, NOTEBOOKS)
        for p in room.rglob("*")
        if p.is_file() and ".ipynb_" not in str(p)
    }
    assert found == expected


def test_two_derivations_are_byte_identical(name, derived):
    assert pairs.derive(name) == derived[name]


def test_cell_ids_are_unique_and_valid(name, derived):
    for path, text in derived[name].items():
        if path.suffix == ".ipynb":
            notebook = nbformat.reads(text, as_version=4)
            nbformat.validate(notebook)
            assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_no_answer_line_reaches_the_students(name, derived):
    secrets = answer_lines(source(name).read_text(encoding="utf-8"))
    assert secrets
    for path, text in derived[name].items():
        if NOTEBOOKS in path.parents and path.suffix == ".ipynb":
            seen = "\n".join(
                cell.source for cell in nbformat.reads(text, as_version=4).cells
            )
        elif NOTEBOOKS in path.parents:
            seen = text
        else:
            continue
        shown = {line.removeprefix("# ").strip() for line in seen.splitlines()}
        assert not secrets & shown, f"{path.name} shows {secrets & shown}"
        assert "BEGIN" not in seen and "MARK SCHEME" not in seen


def test_student_notebooks_have_stubs_and_no_outputs(name, derived):
    notebook = nbformat.reads(
        derived[name][NOTEBOOKS / name / f"{name}.ipynb"], as_version=4
    )
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        assert not cell.get("outputs") and cell.get("execution_count") is None
        if meta.get("solution"):
            assert (
                "raise NotImplementedError" in cell.source
                or cell.source == "*Your answer here.*"
            )


def test_a_students_work_cannot_be_replaced_by_the_text_beside_it(name, derived):
    notebook = nbformat.reads(
        derived[name][NOTEBOOKS / name / f"{name}.ipynb"], as_version=4
    )
    text = jupytext.reads(
        derived[name][NOTEBOOKS / name / f"{name}.py"], fmt="py:percent"
    )
    assert "jupytext" not in notebook.metadata
    assert [cell.source for cell in text.cells] == [
        cell.source for cell in notebook.cells
    ]


def test_the_source_is_as_jupytext_writes_it(name):
    """So that saving the .ipynb in JupyterLab changes only what was edited."""
    text = source(name).read_text(encoding="utf-8")
    notebook = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4)
    assert pairs.as_text(notebook, "py:percent") == text


def test_an_edit_saved_in_jupyterlab_reaches_the_source(name, tmp_path):
    from jupyter_server.services.contents.largefilemanager import LargeFileManager
    from jupytext.sync_contentsmanager import build_sync_jupytext_contents_manager_class

    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for suffix in (".ipynb", ".py"):
        shutil.copy(SOLUTIONS / name / f"{name}{suffix}", tmp_path)
    manager = build_sync_jupytext_contents_manager_class(LargeFileManager)(
        root_dir=str(tmp_path)
    )
    model = manager.get(f"{name}.ipynb")
    model["content"]["cells"][0]["source"] += "\n\nOne more sentence."
    manager.save(model, f"{name}.ipynb")
    before, after = (
        source(name).read_text().splitlines(),
        (tmp_path / f"{name}.py").read_text().splitlines(),
    )
    changes = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert changes == ["+ #", "+ # One more sentence."]


def test_an_edit_of_the_notebook_alone_is_noticed(name, tmp_path, monkeypatch):
    """keep_outputs drops the outputs of other code, so the stored file no longer is
    what the source gives.
    """
    notebook = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4)
    edited = next(cell for cell in notebook.cells if cell.cell_type == "code")
    edited.source += "\n1 + 1"
    nbformat.write(notebook, tmp_path / "edited.ipynb")
    fresh = pairs.solved(name, source(name).read_text())
    pairs.keep_outputs(fresh, tmp_path / "edited.ipynb")
    assert not pairs.has_outputs(fresh)


def test_one_setting_names_the_repository(name, monkeypatch):
    fork = {"repository": "https://github.com/fork/course.git", "branch": "spring"}
    monkeypatch.setattr(consistency, "settings", lambda: fork)
    with pytest.raises(CourseError) as raised:
        check_agreement({name: solved(name)}, "")
    assert '"git+https://github.com/fork/course.git@spring"' in str(raised.value)
    assert f"/github/fork/course/blob/spring/notebooks/{name}/" in str(raised.value)


HEADER = (
    '{"grade": false, "grade_id": "%s", "locked": false, "schema_version": 3,'
    ' "solution": true, "task": false}'
)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            (HEADER % "a", HEADER % "a"),
            r"x.py, line 4: the grade_id 'a' is already taken in line 1",
        ),
        ((HEADER % "a", (HEADER % "b")[:-1]), r"x.py, line 4: .* not valid JSON"),
        (
            (HEADER % "a", '{"grade": true, "grade_id": "b"}'),
            r"line 4: .* lacks locked, points, schema_version, sol",
        ),
    ],
)
def test_broken_metadata_is_refused_with_its_line(cells, words):
    text = "\n\n".join(f"# %% nbgrader={header}\n1 + 1" for header in cells).replace(
        "\n\n", "\n\n", 1
    )
    with pytest.raises(CourseError, match=words):
        pairs.solved("x", text)


def test_an_unknown_notebook_is_named_with_those_that_exist():
    with pytest.raises(
        CourseError,
        match=r"no notebook '05_nothing'\. The course has: 01_score_definition",
    ):
        assignments(["05_nothing"])


def test_the_answer_search_finds_a_leak():
    text = (
        "# %%\ndef f():\n    ### BEGIN SOLUTION\n    return secret_thing\n    ### END"
        " SOLUTION\n"
    )
    assert "return secret_thing" in answer_lines(text)
    ast.parse(text)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the sources and what follows from them, in a git repository, for `make
    release` to write to.
    """
    for part in (SOLUTIONS, NOTEBOOKS):
        shutil.copytree(part, tmp_path / part.name)
    for file in ("README.md", "pyproject.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / file, tmp_path)
    git = [
        "git",
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@localhost",
        "-C",
        str(tmp_path),
    ]
    for command in ("init -q", "add -A", "commit -qm course"):
        subprocess.run([*git, *command.split()], check=True)
    for module in (pairs, course):
        monkeypatch.setattr(module, "ROOT", tmp_path)
        monkeypatch.setattr(module, "SOLUTIONS", tmp_path / "solutions")
        monkeypatch.setattr(module, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(pairs, "README", tmp_path / "README.md")
    monkeypatch.setattr(pairs, "PICTURE", tmp_path / "picture.png")
    # so that nothing is executed
    monkeypatch.setattr(pairs, "fingerprint", lambda notebook: "the same")
    monkeypatch.setattr(pairs, "has_outputs", lambda notebook: True)
    monkeypatch.setattr(pairs, "picture", lambda: b"")
    return tmp_path


def contents_of(folder):
    return {path: path.read_bytes() for path in folder.glob("[ns]*/*/*")}


def test_a_mistake_in_one_notebook_leaves_all_of_them_as_they_were(copied):
    first, *_, last = assignments()
    for name, old, new in (
        (first, "# # ", "# # A new title: "),
        (last, '"points": ', '"worth": '),
    ):
        path = course.source(name)
        path.write_text(
            path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8"
        )
    before = contents_of(copied)
    with pytest.raises(
        CourseError, match=rf"{last}\.py, line \d+: the nbgrader metadata lacks points"
    ):
        pairs.release(assignments())
    assert contents_of(copied) == before


def test_what_only_the_notebook_holds_is_not_overwritten(copied):
    name = assignments()[0]
    path = copied / "solutions" / name / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[3].cell_type == "markdown"
    notebook.cells[3]["attachments"] = nbformat.from_dict(
        {"plot.png": {"image/png": "aGk="}}
    )
    nbformat.write(notebook, path)
    with pytest.raises(
        CourseError,
        match=rf"{name}\.ipynb, cell 4, holds a pasted picture \(plot\.png\)",
    ):
        pairs.release([name])
    del notebook.cells[3]["attachments"]
    notebook.cells[3].source += " And more."
    nbformat.write(notebook, path)
    before = contents_of(copied)
    with pytest.raises(
        CourseError, match=rf"{name}\.ipynb was edited, and {name}\.py was not"
    ):
        pairs.release([name])
    assert contents_of(copied) == before
    text = course.source(name).read_text(encoding="utf-8")
    course.source(name).write_text(
        text.replace("You should know ", "You should well know ", 1), encoding="utf-8"
    )
    pairs.release([name])  # the source was edited, so it counts
    assert "should well know" in nbformat.read(path, as_version=4).cells[0].source


def test_equal_headings_give_cells_ids_of_their_own():
    cells = [
        nbformat.v4.new_markdown_cell(source)
        for source in ("## A", "x", "## B", "## A", "y", "## A")
    ]
    assert list(pairs._cell_ids(cells)) == ["a-1", "a-2", "b-1", "a-3", "a-4", "a-5"]
