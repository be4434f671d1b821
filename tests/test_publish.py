"""The public repository: all that students need, and nothing that they must not see."""

import importlib.util
import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grading import pairs, publish
from grading.course import ROOT, CourseError, assignments, settings, source
from grading.leaks import answer_lines

pytestmark = pytest.mark.needs("git")
NAMES = assignments()
FIRST, *_, LAST = (f"notebooks/{name}/{name}.ipynb" for name in NAMES)
SOURCE = source(NAMES[0]).read_text(encoding="utf-8")
# the longest with a quotation mark, which a notebook's file writes as \\"
LONGEST = max((line for line in answer_lines(SOURCE) if '"' in line), key=len)
ESCAPED = json.dumps(LONGEST, ensure_ascii=False)[1:-1]


def shell(folder, *commands):
    """Type commands in a folder, one after the other; what they printed."""
    somebody = {"GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@localhost"}
    somebody |= {"GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@localhost"}
    command, env = ["sh", "-c", " && ".join(commands)], os.environ | somebody
    return subprocess.check_output(command, cwd=folder, env=env, text=True).rstrip()


def commands(text):
    """The commands that a message tells to type."""
    return re.findall(r"^  (.+)$", text, re.MULTILINE)


def state(folder):
    """What git and the folder hold."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    git = shell(folder, "git ls-files --stage", "git log --all")
    return git, {p: p.read_bytes() for p in files if ".git" not in p.parts}


@pytest.fixture(scope="module")
def contents():
    return publish.contents()


@pytest.fixture
def files(contents, monkeypatch):
    """What is published, to be changed by a test."""
    files = dict(contents)
    monkeypatch.setattr(publish, "contents", lambda: dict(files))
    return files


@pytest.fixture
def clone(tmp_path):
    """A clone of a repository in which somebody wrote a few files by hand."""
    shell(tmp_path, "git init -q --bare -b main remote", "git clone -q remote clone")
    clone = tmp_path / "clone"
    for name in ("LICENSE", "README.md", ".github/workflows/links.yml"):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text("mine")
    (clone / ".gitignore").write_text("grades.csv\n*.ipynb\n")
    shell(clone, "git checkout -qB main", "git add -A", "git commit -qm 'By hand'")
    return clone


@pytest.fixture
def public(tmp_path, files):
    """A new repository that was published to."""
    with pytest.raises(CourseError, match="is no git repository") as refusal:
        publish.publish(tmp_path / "pub lic")
    shell(tmp_path, commands(str(refusal.value))[1])
    publish.publish(tmp_path / "pub lic")
    return tmp_path / "pub lic"


def test_students_get_the_notebooks_the_helpers_and_how_to_run_them(public):
    helpers = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "helpers").rglob("*.py")
    }
    notebooks = {f"notebooks/{name}/{name}.ipynb" for name in NAMES}
    words = {"README.md", ".gitignore", ".github/picture.png"}
    needs = {"pyproject.toml", "requirements.txt", "environment.yml"}
    staged = set(shell(public, "git ls-files").splitlines())
    assert staged == helpers | notebooks | words | needs
    hidden = rb"BEGIN HIDDEN TESTS|MARK SCHEME|solutions/|import .*grading|nbgrader_c"
    for name in staged:
        assert not re.search(hidden, (public / name).read_bytes()), name
    assert shell(public, "git remote get-url origin") == settings()["repository"]
    shell(public, "git reset -q --hard")
    assert set(os.listdir(public)) == {".git"}


def test_git_shows_what_each_publication_changes_and_undoes_it(clone, files, capsys):
    publish.run(["--dest", str(clone)])
    said = capsys.readouterr().out
    assert "M  README.md\n" in said and f"A  {FIRST}\n" in said
    shell(clone, *commands(said))
    remote = "git -C ../remote show --no-patch --format=%s main"
    assert shell(clone, remote) == "The course as of today"
    published = state(clone)

    publish.run(["--dest", str(clone)])
    assert "up to date" in capsys.readouterr().out
    assert state(clone) == published

    del files[LAST]
    files["README.md"] += b"More."
    assert publish.publish(clone).split("\n") == ["M  README.md", f"D  {LAST}"]
    assert not (clone / LAST).parent.exists()
    for name in ("LICENSE", ".github/workflows/links.yml"):
        assert (clone / name).read_text() == "mine"
    shell(clone, "git reset -q --hard")
    assert state(clone) == published


def test_what_the_clone_ignores_is_neither_lost_nor_published(clone, files):
    (clone / "grades.csv").write_text("names")
    shell(clone, "echo '/helpers/' >> .git/info/exclude")
    assert "?? grades.csv" in publish.publish(clone)
    tracked = shell(clone, "git ls-files").splitlines()
    assert set(files) < set(tracked) and "grades.csv" not in tracked
    assert (clone / "grades.csv").read_text() == "names"


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("echo more >> README.md", " M README.md"),
        ("git rm -q LICENSE", "D  LICENSE"),
        ("git config status.showUntrackedFiles no; touch new", r"\?\? new"),
    ],
)
def test_what_git_could_not_bring_back_is_not_overwritten(clone, files, change, shown):
    shell(clone, change)
    before = state(clone)
    with pytest.raises(CourseError, match=f"not committed:\n\n{shown}\n\nCommit"):
        publish.publish(clone)
    assert state(clone) == before


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (ROOT / "build" / "public", "lies in the course, or around it"),
        (ROOT.parent, "lies in the course, or around it"),
        ("clone/.github", "no git repository.*\n\n  git clone http"),
    ],
)
def test_what_is_no_repository_of_its_own_is_refused(clone, files, place, words):
    before = state(clone)
    with pytest.raises(CourseError, match=words):
        publish.publish(clone.parent / place)
    assert state(clone) == before


@pytest.mark.parametrize(
    "hide",
    [
        "git tag old answers && git branch -D answers",
        "git checkout answers solutions && git stash && git branch -D answers",
        "git merge -s ours answers && git branch -D answers",
        "git merge answers && git rm -r solutions && git commit -m without",
        "git replace answers main",
    ],
)
def test_answers_anywhere_in_a_repository_are_found(clone, files, hide):
    shell(clone, "git checkout -qb answers", "mkdir solutions", "touch solutions/a.py")
    shell(clone, "git add -A", "git commit -qm answers", "git checkout -q main", hide)
    with pytest.raises(CourseError, match=r"history of .* holds solutions/ or grad"):
        publish.publish(clone)
    assert not (clone / "notebooks").exists()


def test_a_clone_that_does_not_show_all_of_its_history_is_refused(clone, files):
    shell(clone, "git commit -q --allow-empty -m more")
    shell(clone.parent, f"git clone -q --depth=1 {clone.as_uri()} shallow")
    with pytest.raises(CourseError, match="is a shallow clone") as refusal:
        publish.publish(clone.parent / "shallow")
    shell(clone, str(refusal.value).split(":  ")[1])
    assert publish.publish(clone.parent / "shallow")


def parts(kind):
    """The hidden parts of a kind in the first notebook's source."""
    return "\n".join(re.findall(rf"### BEGIN {kind}\n(.*?)### END", SOURCE, re.DOTALL))


def notebook(**cell):
    """A notebook's file with one cell."""
    return nbformat.writes(new_notebook(cells=[new_code_cell(**cell)]))


TRACE = new_output("error", ename="", evalue="", traceback=["", f"---> 3  {LONGEST}"])


@pytest.mark.parametrize(
    ("name", "text", "quoted"),
    [
        (FIRST, notebook(source=f"def f(x):\n    {LONGEST}"), ESCAPED),
        (FIRST, notebook(outputs=[TRACE]), ESCAPED),
        (FIRST, notebook(metadata={"old": f"x\n{LONGEST}"}), ESCAPED),
        ("notebooks/new.py", parts("SOLUTION"), ""),
        ("helpers/new.py", parts("HIDDEN TESTS"), ""),
    ],
)
def test_a_leak_is_named_with_its_line_wherever_it_is(contents, name, text, quoted):
    publish._check_leaks(contents | {"helpers/a.py": parts("SOLUTION").encode()}, NAMES)
    number = text[: text.index(quoted)].count("\n") + 1 if quoted else r"\d+"
    with pytest.raises(CourseError, match=rf"^{name}, line {number}, would show"):
        publish._check_leaks(contents | {name: text.encode()}, NAMES)


def test_nothing_is_written_where_an_answer_would_get_out(clone, monkeypatch):
    monkeypatch.setattr(publish, "check_fresh", lambda names: None)
    monkeypatch.setattr(publish, "_readme", lambda *_: LONGEST)
    before = state(clone)
    with pytest.raises(CourseError, match=r"README.md, line 1, would show students"):
        publish.publish(clone)
    assert state(clone) == before


def test_a_course_that_was_not_released_is_not_published(monkeypatch):
    monkeypatch.setattr(pairs, "stale", lambda names: [ROOT / FIRST])
    with pytest.raises(CourseError, match=rf"{FIRST}: not what .*Run `make release`"):
        publish.contents()


def test_the_helpers_install_from_it_and_import(public, tmp_path):
    """As the set-up cell does it, but from the folder; without a network where this
    Python has setuptools.
    """
    offline = "--no-build-isolation --no-index"
    if not importlib.util.find_spec("setuptools"):
        offline = ""
    pip = f"{sys.executable} -m pip install --quiet --no-deps {offline}"
    shell(tmp_path, f"{pip} --target site '{public}'")
    code = "from helpers import checks, plotting; print(checks.__file__)"
    found = shell(tmp_path, f"PYTHONPATH=site {sys.executable} -c '{code}'")
    assert tmp_path / found == tmp_path / "site" / "helpers" / "checks" / "__init__.py"


def test_the_notebooks_and_the_readme_point_at_the_public_repository(public):
    repository = settings()["repository"]
    text = (public / "README.md").read_text(encoding="utf-8")
    assert f"git clone {repository}\n" in text
    for name in NAMES:
        path = f"notebooks/{name}/{name}.ipynb"
        notebook = (public / path).read_text(encoding="utf-8")
        assert f'"git+{repository}@' in notebook.replace('\\"', '"')
        row = rf"^\|.*\({path}\).*badge.svg.*/{name}\.ipynb\) \|$"
        assert re.search(row, text, re.MULTILINE)
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        assert (public / link).exists(), link


def test_the_packages_of_students_are_the_pinned_ones_of_the_course(public):
    pins = (public / "requirements.txt").read_text().splitlines()
    ours = re.findall(r"(?m)^\S+==\S+", (ROOT / "requirements.txt").read_text())
    assert {pin.split("==")[0] for pin in pins} == set(publish.PINNED)
    assert set(pins) <= set(ours)


def test_without_a_destination_one_is_asked_for():
    with pytest.raises(CourseError, match="make publish DEST=path"):
        publish.run([])
