"""The public repository, which students and Colab's badges use, and nothing else of the
course: `make publish`.
"""

import argparse
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import jinja2

from grading.course import (
    NOTEBOOKS,
    ROOT,
    CourseError,
    assignments,
    main,
    settings,
    source,
)
from grading.leaks import leak
from grading.pairs import PICTURE, README, check_fresh

TEMPLATE = Path(__file__).parent / "public" / "README.md.j2"
# all that lies in them is the course's; beside them only the files it writes are
FOLDERS = ("helpers", "notebooks")
IGNORED = ".venv\n__pycache__/\n.ipynb_checkpoints/\n*.egg-info/\nbuild/\n"
# what students need on their machines
PINNED = ("torch", "numpy", "matplotlib", "ipywidgets", "tqdm", "jupyterlab")
TABLES = re.compile(
    r"^\[(?:build-system|project|tool\.setuptools)\]\n(?:.+\n)+", re.MULTILINE
)
BADGE = "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"


def contents() -> dict[str, bytes]:
    """The files of the public repository, by their paths in it.

    Raises `CourseError` where the notebooks are not what the sources give, or where a
    file would show an answer.
    """
    names = assignments()
    check_fresh(names)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(project)
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pins = re.findall(rf"^(?:{'|'.join(PINNED)})==\S+", requirements, re.MULTILINE)
    texts = {
        "README.md": _readme(tables["project"]["requires-python"]),
        "pyproject.toml": "\n".join(TABLES.findall(project)),
        "requirements.txt": "".join(f"{pin}\n" for pin in pins),
        ".gitignore": IGNORED,
    }
    copied = [ROOT / "environment.yml", PICTURE]
    copied += [NOTEBOOKS / name / f"{name}.ipynb" for name in names]
    for package in tables["tool"]["setuptools"]["packages"]:
        copied += sorted((ROOT / package.replace(".", "/")).glob("*.py"))
    files = {name: text.encode() for name, text in texts.items()}
    files |= {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in copied}
    _check_leaks(files, names)
    return files


def _check_leaks(files: dict[str, bytes], names: list[str]) -> None:
    """Raise `CourseError` where a file would show students what is hidden."""
    sources = [source(name).read_text(encoding="utf-8") for name in names]
    for name, content in files.items():
        if found := leak(name, content.decode(errors="replace"), sources):
            line, quotation = found
            raise CourseError(
                f"{name}, line {line}, would show students {quotation!r}, which is"
                " part of an answer or hidden test. Nothing was published."
            )


def _search(pattern: str, text: str) -> re.Match:
    """The first place; raises `CourseError` where there is none."""
    found = re.search(pattern, text)
    if not found:
        raise CourseError(f"Expected {pattern} in:\n{text[:500]}")
    return found


def _readme(python: str) -> str:
    """The students' README, with the picture and the table of the course's."""
    readme = README.read_text(encoding="utf-8")
    alt, picture = _search(r"!\[(.*?)\]\((\S+)\)", readme).groups()
    table = _search(r"(?m)(?:^\|.*\n)+", readme)[0].rstrip()
    repository = settings()["repository"]
    template = jinja2.Template(
        TEMPLATE.read_text(encoding="utf-8"),
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    return template.render(
        alt=alt,
        picture=picture,
        table=table.replace("[open in Colab]", BADGE),
        repository=repository,
        folder=_search(r"([^/]+?)(\.git)?/?$", repository)[1],
        python=python.removeprefix(">="),
    )


def publish(dest: Path) -> str:
    """Put the public repository, as it is to be, into a git clone of it, and stage it.

    The course's folders and files are replaced as a whole, what else the clone holds is
    left alone. Returns what git says has changed. Raises `CourseError`, before anything
    is touched, where the folder is no place for it, or git could not undo it.
    """
    _check_place(dest)
    files = contents()
    _git(dest, "rm", "-r", "--quiet", "--ignore-unmatch", "--", *FOLDERS, *files)
    for name, content in files.items():
        (dest / name).parent.mkdir(parents=True, exist_ok=True)
        (dest / name).write_bytes(content)
    # by name, not --all: the clone may hold files that only its old .gitignore hid
    _git(dest, "add", "--force", "--", *files)
    return _changes(dest)


def _check_place(dest: Path) -> None:
    """Raise `CourseError` where a public repository must not be, or git could not undo
    a publication.
    """
    here, folder = dest.resolve(), shlex.quote(str(dest))
    if here.is_relative_to(ROOT) or ROOT.is_relative_to(here):
        raise CourseError(
            f"{dest} lies in the course, or around it. Choose a folder beside {ROOT}."
        )
    if not (dest / ".git").exists():
        remote = settings()["repository"]
        raise CourseError(
            f"{dest} is no git repository. Clone the students', or begin it:\n\n"
            f"  git clone {remote} {folder}\n"
            f"  git init -b {settings()['branch']} {folder}"
            f" && git -C {folder} remote add origin {remote}\n"
        )
    _check_history(dest)
    if changes := _changes(dest):
        raise CourseError(
            f"{dest} holds changes that are not committed:\n\n{changes}\n\n"
            f"Commit them, or undo them (git -C {folder} reset --hard; what is marked"
            " ?? git does not know: move it away), and publish again."
        )


def _check_history(clone: Path) -> None:
    """Raise `CourseError` where a repository holds answers in its past, or does not
    show all of its past.
    """
    if _git(clone, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise CourseError(
            f"{clone} is a shallow clone: what its history holds cannot be seen. Fetch"
            f" the rest, and publish again:  git -C {shlex.quote(str(clone))} fetch"
            " --unshallow"
        )
    commits = ["rev-list", "--all", "--full-history", "--max-count=1"]
    if _git(clone, *commits, "--", "solutions", "grading"):
        raise CourseError(
            f"The history of {clone} holds solutions/ or grading/: whoever clones it"
            " has the answers. Publish to a repository that was never this course's."
        )


def _changes(clone: Path) -> str:
    """What differs from the last commit, a line for each file."""
    return _git(clone, "status", "--porcelain", "--untracked-files=all").rstrip()


def _git(clone: Path, *arguments: str) -> str:
    """What git says of a repository, as it is without replaced commits, which hide
    history.
    """
    git = ["git", "--no-replace-objects", "-C", str(clone), *arguments]
    done = subprocess.run(git, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(
            f"git {arguments[0]} failed in {clone}: {done.stderr.strip()}"
        )
    return done.stdout


def run(arguments: list[str]) -> None:
    """`make publish`."""
    parser = argparse.ArgumentParser(prog="make publish")
    parser.add_argument("--dest", type=Path)
    dest = parser.parse_args(arguments).dest
    if not dest:
        raise CourseError(
            "Say where your clone of the public repository is: make publish DEST=path"
        )
    changes = publish(dest)
    if not changes:
        print(f"{dest} is up to date: there is nothing to commit.")
        return
    folder = shlex.quote(str(dest))
    print(
        f"{changes}\n\nStudents have it once it is pushed:\n\n"
        f"  cd {folder}\n"
        "  git commit -m 'The course as of today'\n"
        f"  git push -u origin {settings()['branch']}\n\n"
        f"To see the changes:  git -C {folder} diff --cached\n"
        f"To undo them:        git -C {folder} reset --hard"
    )


if __name__ == "__main__":
    main(run)
