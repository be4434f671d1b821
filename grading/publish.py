"""The public repository, which students and Colab's badges use, and nothing else of the
course: `make publish`.
"""

import argparse
import os
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
from grading.leaks import leaks
from grading.pairs import PICTURE, README, check_fresh

TEMPLATE = Path(__file__).parent / "public" / "README.md.j2"
LISTING = ".published"
LISTING_HEAD = """\
# What `make publish` wrote here. It overwrites these files,
# removes those that the course has no longer, and touches no others.
"""
IGNORED = ".venv\n__pycache__/\n.ipynb_checkpoints/\n*.egg-info/\nbuild/\n"
# what students need on their machines
PINNED = (
    "torch",
    "numpy",
    "matplotlib",
    "ipywidgets",
    "tqdm",
    "jupyterlab",
)
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
    packages = tomllib.loads(project)["tool"]["setuptools"]["packages"]
    pins = re.findall(
        rf"^(?:{'|'.join(PINNED)})==.+\n",
        (ROOT / "requirements.txt").read_text(),
        re.MULTILINE,
    )
    texts = {
        "README.md": _readme(
            README.read_text(encoding="utf-8"), tomllib.loads(project)["project"]
        ),
        "pyproject.toml": "\n".join(TABLES.findall(project)),
        "requirements.txt": "".join(pins),
        ".gitignore": IGNORED,
    }
    copied = [
        ROOT / "environment.yml",
        PICTURE,
        *(NOTEBOOKS / name / f"{name}.ipynb" for name in names),
    ]
    copied += [
        path
        for package in packages
        for path in sorted((ROOT / package.replace(".", "/")).glob("*.py"))
    ]
    files = {name: text.encode() for name, text in texts.items()}
    files |= {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in copied}
    sources = [source(name).read_text(encoding="utf-8") for name in names]
    for name, content in files.items():
        if shown := leaks(name, content, sources):
            raise CourseError(
                f"{name} would show students {min(shown)!r}, which is part of an answer"
                " or hidden test."
            )
    return files


def _readme(readme: str, project: dict) -> str:
    """The students' README, with the picture and the table of the course's."""
    alt, picture = re.search(r"!\[(.*?)\]\((\S+)\)", readme).groups()
    table = re.search(r"(?:^\|.*\n)+", readme, re.MULTILINE)[0].replace(
        "[open in Colab]", BADGE
    )
    environment = jinja2.Environment(
        keep_trailing_newline=True, undefined=jinja2.StrictUndefined
    )
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        alt=alt,
        picture=picture,
        table=table.rstrip(),
        repository=settings()["repository"],
        folder=re.search(r"([^/]+?)(\.git)?/?$", settings()["repository"])[1],
        python=project["requires-python"].removeprefix(">="),
    )


def publish(dest: Path) -> tuple[list[str], list[str]]:
    """Write the public repository to a folder: a new one, a git clone, or one that was
    published to before.

    What an earlier publication wrote and this one does not is removed; nothing else is.
    Returns the names of the files that were written, and of those that were removed.
    Raises `CourseError`, before anything is touched, where the folder is no place for
    it, or holds other files under the same names.
    """
    files = contents()
    _check_place(dest)
    earlier = _listed(dest)
    files[LISTING] = (
        LISTING_HEAD + "\n".join(sorted({*files, LISTING})) + "\n"
    ).encode()
    paths = {name: _inside(dest, name) for name in {*files, *earlier}}
    changed = [
        name
        for name in files
        if not paths[name].is_file() or paths[name].read_bytes() != files[name]
    ]
    gone = sorted(name for name in earlier - files.keys() if paths[name].is_file())
    if foreign := [
        name for name in changed if name not in earlier and paths[name].exists()
    ]:
        raise CourseError(
            f"{dest} holds {', '.join(foreign)}, which no `make publish` wrote there. "
            "Move what you want to keep, delete the rest, and publish again."
        )
    for name in changed:
        paths[name].parent.mkdir(parents=True, exist_ok=True)
        paths[name].write_bytes(files[name])
    for name in gone:
        paths[name].unlink()
        _remove_empty(paths[name].parent, dest)
    return changed, gone


def _check_place(dest: Path):
    """Raise `CourseError` where a public repository must not be."""
    here = dest.resolve()
    if here.is_relative_to(ROOT) or ROOT.is_relative_to(here):
        raise CourseError(
            f"{dest} lies in the course, or around it. Choose a folder beside {ROOT}."
        )
    if dest.exists() and not dest.is_dir():
        raise CourseError(f"{dest} is a file. Name a folder.")
    known = (dest / ".git").exists() or (dest / LISTING).exists()
    if not known and dest.exists() and any(dest.iterdir()):
        raise CourseError(
            f"{dest} holds files, and is neither a git clone nor written by `make"
            " publish`. Name another."
        )
    if (dest / ".git").exists():
        _check_history(dest)


def _check_history(clone: Path):
    """Raise `CourseError` where a repository holds answers in its past, or does not
    show all of its past.
    """
    if _git(clone, "rev-parse", "--is-shallow-repository") == "true":
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


def _git(clone: Path, *arguments: str) -> str:
    """What git says of a repository, grafts and replaced commits, which hide history,
    left aside.
    """
    whole = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull}
    git = ["git", "-C", str(clone), *arguments]
    done = subprocess.run(git, capture_output=True, text=True, env=os.environ | whole)
    if done.returncode:
        raise CourseError(
            f"git cannot read the repository in {clone}: {done.stderr.strip()}"
        )
    return done.stdout.strip()


def _listed(dest: Path) -> set[str]:
    """The files that an earlier publication wrote, by its own listing."""
    if not (dest / LISTING).is_file():
        return set()
    lines = (dest / LISTING).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def _inside(dest: Path, name: str) -> Path:
    """The path of a file to be written or removed.

    Raises `CourseError` if it leads out of the folder, or into git.
    """
    path = (dest.resolve() / name).resolve()
    if not path.is_relative_to(dest.resolve()) or ".git" in Path(name).parts:
        raise CourseError(
            f"{dest / name} leads out of the folder: look at {dest / LISTING}, and at"
            f" links in {dest}."
        )
    return path


def _remove_empty(folder: Path, dest: Path):
    while folder != dest.resolve() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def run(arguments):
    parser = argparse.ArgumentParser(prog="make publish")
    parser.add_argument("--dest", type=Path)
    dest = parser.parse_args(arguments).dest
    if not dest:
        raise CourseError(
            "Say where the public repository is, or is to be: make publish DEST=path"
        )
    changed, gone = publish(dest)
    for what, names in (("wrote", changed), ("removed", gone)):
        print("".join(f"{what} {name}\n" for name in names), end="")
    if not changed and not gone:
        print(f"{dest} is up to date: nothing was written.")
    begin = (
        "" if (dest / ".git").exists() else f"git init -b {settings()['branch']}\n  "
    )
    begin += f"git remote add origin {settings()['repository']}\n  " if begin else ""
    push = f"git push -u origin {settings()['branch']}" if begin else "git push"
    print(
        f"\nStudents have it once it is pushed:\n\n  cd {shlex.quote(str(dest))}\n "
        f" {begin}git add --all && git commit -m 'The course as of today' && {push}"
    )


if __name__ == "__main__":
    main(run)
