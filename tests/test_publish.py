"""The public repository: all that students need, and nothing that they must not see."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from grading import publish
from grading.course import (
    NOTEBOOKS,
    ROOT,
    SOLUTIONS,
    CourseError,
    assignments,
    settings,
    source,
)
from grading.leaks import answer_lines, leaks

SOURCES = [source(name).read_text(encoding="utf-8") for name in assignments()]
NAME = assignments()[0]
STUDENTS = NOTEBOOKS / NAME / f"{NAME}.ipynb"


@pytest.fixture(scope="module")
def files():
    return publish.contents()


@pytest.fixture
def dest(tmp_path, files, monkeypatch):
    """A folder that was published to."""
    monkeypatch.setattr(publish, "contents", lambda: dict(files))
    publish.publish(tmp_path / "public")
    return tmp_path / "public"


def state(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def git(folder, *arguments):
    command = [
        "git",
        "-C",
        folder,
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@localhost",
        *arguments,
    ]
    subprocess.run(command, check=True, capture_output=True)


def test_students_get_the_notebooks_the_helpers_and_how_to_run_them(dest):
    found = set(state(dest))
    helpers = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "helpers").rglob("*.py")
    }
    notebooks = {f"notebooks/{name}/{name}.ipynb" for name in assignments()}
    words = {
        "README.md",
        "pyproject.toml",
        "requirements.txt",
        "environment.yml",
        ".gitignore",
        ".published",
    }
    assert found == helpers | notebooks | words | {".github/picture.png"}


def test_no_line_of_an_answer_a_hidden_test_or_a_mark_scheme_is_public(dest):
    for name, content in state(dest).items():
        assert not leaks(name, content, SOURCES), name
        assert b"BEGIN HIDDEN TESTS" not in content and b"MARK SCHEME" not in content, (
            name
        )
        assert not re.search(
            rb"\bsolutions/|\bgrading\b.*import|nbgrader_config", content
        ), name


def planted(notebook, line):
    """The notebook with a line in each of the places where one could be overlooked."""
    for place in ("cell", "output", "error", "html", "metadata", "attachment", "lines"):
        leaking = nbformat.from_dict(json.loads(json.dumps(notebook)))
        cell = new_code_cell("1 + 1", id="leak")
        leaking.cells.append(cell)
        if place == "cell":
            cell.source = f"def f(x):\n    {line}\n"
        elif place == "output":
            cell.outputs = [new_output("stream", text=f"a\n{line}\nb")]
        elif place == "error":
            cell.outputs = [
                new_output(
                    "error",
                    ename="E",
                    evalue="",
                    traceback=["x", f"----> 3     {line}"],
                )
            ]
        elif place == "html":
            cell.outputs = [
                new_output("display_data", data={"text/html": f"<pre>{line}</pre>"})
            ]
        elif place == "metadata":
            leaking.metadata["old"] = {"source": [f"    {line}"]}
        elif place == "attachment":
            leaking.cells[0]["attachments"] = {"a.txt": {"text/plain": line}}
        text = nbformat.writes(leaking)
        yield (
            place,
            (
                text
                if place != "lines"
                else json.dumps({"cells": [{"source": ["x\n", f"{line}\n"]}]})
            ),
        )


def test_a_planted_leak_is_found_wherever_it_is():
    longest = max(answer_lines(SOURCES[0]), key=len)
    notebook = nbformat.read(STUDENTS, as_version=4)
    for place, text in planted(notebook, longest):
        assert (
            leaks("a.ipynb", text.encode(), SOURCES) == {longest} or place == "lines"
        ), place
        assert longest in leaks("a.ipynb", text.encode(), SOURCES), place
    assert leaks("README.md", f"Try\n\n    {longest}\n".encode(), SOURCES)


@pytest.mark.parametrize("number", range(len(SOURCES)))
def test_every_single_secret_line_would_be_noticed(number):
    secrets = answer_lines(SOURCES[number])
    solved = SOLUTIONS / assignments()[number] / f"{assignments()[number]}.ipynb"
    assert (
        leaks("solved.ipynb", solved.read_bytes(), [SOURCES[number]]) == secrets
        and len(secrets) > 100
    )


def test_a_model_essay_is_secret_from_its_first_line():
    header = (
        '{"grade": true, "grade_id": "a", "locked": false, "points": 2,'
        ' "schema_version": 3, "solution": true}'
    )
    text = (
        f"# %% [markdown] nbgrader={header}\n# The first line.\n#\n# The second.\n\n#"
        " %% [markdown]\n# For all.\n"
    )
    assert answer_lines(text) == {"The first line.", "The second."}


def test_a_hidden_test_among_the_helpers_is_noticed_and_their_solutions_are_not():
    test = re.search(r"### BEGIN HIDDEN TESTS\n(.*?)### END", SOURCES[0], re.DOTALL)[1]
    assert leaks("helpers/checks/new.py", test.encode(), SOURCES)
    answers = "".join(
        re.findall(r"### BEGIN SOLUTION\n(.*?)    ### END", SOURCES[0], re.DOTALL)
    )
    assert leaks("notebooks/a.py", answers.encode(), SOURCES) and not leaks(
        "helpers/a.py", answers.encode(), SOURCES
    )


def test_nothing_is_written_where_an_answer_would_get_out(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "check_fresh", lambda names: None)
    monkeypatch.setattr(
        publish, "_readme", lambda *_: max(answer_lines(SOURCES[0]), key=len)
    )
    with pytest.raises(
        CourseError,
        match=r"README.md would show students '.*', which is part of an answer",
    ):
        publish.publish(tmp_path / "public")
    assert not (tmp_path / "public").exists()


def test_a_course_that_was_not_released_is_not_published(monkeypatch):
    from grading import pairs

    monkeypatch.setattr(pairs, "stale", lambda names: [STUDENTS])
    with pytest.raises(
        CourseError,
        match=rf"notebooks/{NAME}/{NAME}.ipynb: not what .*Run `make release`",
    ):
        publish.contents()


def test_publishing_twice_changes_nothing(dest):
    before = state(dest)
    assert publish.publish(dest) == ([], []) and state(dest) == before


def test_what_the_course_has_no_longer_goes_and_what_is_not_its_own_stays(
    dest, files, monkeypatch
):
    git(dest, "init", "-q")
    (dest / "LICENSE").write_text("mine")
    (dest / "notebooks" / NAME / "notes.txt").write_text("mine")
    first, last = (
        f"notebooks/{name}/{name}.ipynb" for name in (NAME, assignments()[-1])
    )
    monkeypatch.setattr(
        publish,
        "contents",
        lambda: {k: v for k, v in files.items() if k not in (first, last)},
    )
    changed, gone = publish.publish(dest)
    assert gone == [first, last] and changed == [".published"]
    assert (
        not (dest / last).parent.exists()
        and (dest / "notebooks" / NAME / "notes.txt").read_text() == "mine"
    )
    assert (dest / "LICENSE").exists() and (dest / ".git" / "HEAD").exists()
    monkeypatch.setattr(publish, "contents", lambda: dict(files))
    assert publish.publish(dest) == ([first, last, ".published"], [])


def test_a_file_of_somebody_elses_is_not_overwritten(tmp_path, files, monkeypatch):
    monkeypatch.setattr(publish, "contents", lambda: dict(files))
    git(tmp_path, "init", "-q")
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(
        CourseError, match=r"holds README.md, which no `make publish` wrote"
    ):
        publish.publish(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine" and not (
        tmp_path / "helpers"
    ).exists()
    (tmp_path / "README.md").unlink()
    assert len(publish.publish(tmp_path)[0]) == len(files) + 1


def no_place(name, tmp_path):
    """Each folder that must not be published to, and what is said about it."""
    folder = tmp_path / name
    folder.mkdir()
    (folder / "file.txt").write_text("mine")
    if name == "clone of the course":
        git(folder, "init", "-q")
        (folder / "solutions").mkdir()
        (folder / "solutions" / "a.py").write_text("answer")
        for command in (
            ["add", "-A"],
            ["commit", "-qm", "a"],
            ["rm", "-rq", "solutions"],
            ["commit", "-qm", "b"],
        ):
            git(folder, *command)
    return {
        "in the course": ROOT / "build" / "public",
        "round the course": ROOT.parent,
        "the course": ROOT,
    }.get(name, folder / "file.txt" if name == "a file" else folder)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("in the course", "lies in the course, or around it"),
        ("round the course", "lies in the course, or around it"),
        ("the course", "lies in the course, or around it"),
        ("a file", "is a file. Name a folder"),
        (
            "full",
            "holds files, and is neither a git clone nor written by `make publish`",
        ),
        ("clone of the course", "history of .* holds solutions/ or grading/"),
    ],
)
def test_a_folder_that_is_no_place_for_it_is_refused_untouched(
    name, words, tmp_path, files, monkeypatch
):
    monkeypatch.setattr(publish, "contents", lambda: dict(files))
    dest = no_place(name, tmp_path)
    before = state(tmp_path)
    with pytest.raises(CourseError, match=words):
        publish.publish(dest)
    assert state(tmp_path) == before


@pytest.fixture
def answers(tmp_path):
    """A clone whose main branch has no answers, but for those of its branch
    `answers`.
    """
    folder = tmp_path / "clone"
    folder.mkdir()
    (folder / "file.txt").write_text("public")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "public")
    git(folder, "checkout", "-qb", "answers")
    (folder / "solutions").mkdir()
    (folder / "solutions" / "a.py").write_text("answer")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "answers")
    git(folder, "checkout", "-q", "main")
    return folder


HIDE = {
    "another branch": [],
    "a tag": ["tag old answers", "branch -D answers"],
    "a stash": ["checkout -q answers -- solutions", "stash", "branch -D answers"],
    "a merge that took nothing": ["merge -q -s ours -m m answers", "branch -D answers"],
    "a replaced commit": ["replace answers main"],
}


@pytest.mark.parametrize("commands", HIDE.values(), ids=HIDE.keys())
def test_answers_anywhere_in_a_repository_are_found(answers, commands):
    for command in commands:
        git(answers, *command.split())
    with pytest.raises(
        CourseError, match=r"history of .* holds solutions/ or grading/"
    ):
        publish._check_place(answers)


def test_answers_behind_a_graft_or_in_a_worktree_are_found(answers, tmp_path):
    git(
        answers, "worktree", "add", "-q", "--detach", str(tmp_path / "worktree"), "main"
    )
    with pytest.raises(CourseError, match=r"history of .*worktree holds solutions/"):
        publish._check_place(tmp_path / "worktree")
    git(answers, "merge", "-q", "answers")
    git(answers, "rm", "-rq", "solutions")
    git(answers, "commit", "-qm", "without")
    git(answers, "branch", "-D", "answers")
    head = subprocess.run(
        ["git", "-C", answers, "rev-parse", "HEAD"], capture_output=True, text=True
    )
    (answers / ".git" / "info").mkdir(exist_ok=True)
    (answers / ".git" / "info" / "grafts").write_text(head.stdout)
    with pytest.raises(CourseError, match=r"history of .*clone holds solutions/"):
        publish._check_place(answers)


def test_a_clone_that_does_not_show_all_of_its_history_is_refused(answers, tmp_path):
    git(answers, "config", "uploadpack.allowFilter", "true")
    git(answers, "branch", "-D", "answers")
    git(answers, "commit", "-q", "--allow-empty", "-m", "more")
    for name, option in (("shallow", "--depth=1"), ("partial", "--filter=tree:0")):
        git(
            tmp_path,
            "clone",
            "-q",
            "--no-checkout",
            option,
            answers.as_uri(),
            str(tmp_path / name),
        )
    with pytest.raises(
        CourseError, match=r"shallow clone: .* git -C .*shallow fetch --unshallow"
    ):
        publish._check_place(tmp_path / "shallow")
    git(tmp_path / "shallow", "fetch", "-q", "--unshallow")
    publish._check_place(tmp_path / "shallow")

    answers.rename(tmp_path / "moved")
    with pytest.raises(
        CourseError, match=r"git cannot read the repository in .*partial"
    ):
        publish._check_place(tmp_path / "partial")


@pytest.mark.parametrize("line", ["../outside.txt", "/etc/hostname", ".git/config"])
def test_a_listing_that_was_tampered_with_removes_nothing_outside(dest, line):
    (dest.parent / "outside.txt").write_text("mine")
    with open(dest / ".published", "a") as file:
        file.write(line + "\n")
    with pytest.raises(CourseError, match="leads out of the folder"):
        publish.publish(dest)
    assert (dest.parent / "outside.txt").exists()


def test_a_link_does_not_lead_the_files_elsewhere(dest):
    shutil.rmtree(dest / "helpers")
    (dest.parent / "elsewhere").mkdir()
    (dest / "helpers").symlink_to(dest.parent / "elsewhere")
    with pytest.raises(CourseError, match="leads out of the folder"):
        publish.publish(dest)
    assert not list((dest.parent / "elsewhere").iterdir())


def test_the_helpers_install_from_it_and_import(dest, tmp_path):
    """As the set-up cell does it, but from the folder; without a network where this
    Python has setuptools.
    """
    offline = (
        ["--no-build-isolation", "--no-index"]
        if importlib.util.find_spec("setuptools")
        else []
    )
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        *offline,
        "--target",
        tmp_path / "site",
        dest,
    ]
    subprocess.run(pip, check=True)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from helpers import checks,"
        " plotting; print(checks.__file__)"
    )
    command = [sys.executable, "-I", "-c", script, str(tmp_path / "site")]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout.strip() == str(
        tmp_path / "site" / "helpers" / "checks" / "__init__.py"
    )


def test_the_notebooks_and_the_readme_point_at_the_public_repository(dest):
    repository = settings()["repository"]
    text = (dest / "README.md").read_text(encoding="utf-8")
    assert f"git clone {repository}\n" in text
    for name in assignments():
        assert f'"git+{repository}@' in (
            dest / "notebooks" / name / f"{name}.ipynb"
        ).read_text().replace('\\"', '"')
        assert re.search(
            rf"^\|.*\(notebooks/{name}/{name}\.ipynb\).*badge.svg"
            rf".*/{name}\.ipynb\) \|$",
            text,
            re.MULTILINE,
        )
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        assert (dest / link).exists(), link


def test_the_packages_of_students_are_the_pinned_ones_of_the_course(dest):
    pins = (dest / "requirements.txt").read_text().splitlines()
    ours = (ROOT / "requirements.txt").read_text().splitlines()
    assert [pin.split("==")[0] for pin in pins] == list(publish.PINNED) and set(
        pins
    ) <= set(ours)


def test_without_a_destination_one_is_asked_for():
    with pytest.raises(CourseError, match="make publish DEST=path"):
        publish.run([])
