"""The class in nbgrader's formgrader, where an instructor marks by hand: `make
formgrader`.
"""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import ClearHiddenTests, GetGrades
from traitlets.config import Config

from grading.course import ROOT, SOLUTIONS, CourseError, main, nbgrader_config
from grading.gradebook import database_url
from grading.pages import MATHJAX, mathjax

CONFIG = '''\
"""The course's settings for this class, written by the grader.

nbgrader's own commands work in this folder.
"""

import sys
from pathlib import Path

sys.path.insert(0, {root!r})
from grading.formgrader import class_config

get_config().merge(class_config(Path(__file__).parent))
'''


class Refusal(NotebookExporter):
    """Stands in for the exporter of `nbgrader autograde`, which would run what students
    handed in without walls.
    """

    def __init__(self, **_: Any) -> None:
        raise NbGraderException(
            "Grade with `make grade`: it runs what students handed in behind walls,"
            " nbgrader does not."
        )


def class_config(classroom: Path) -> Config:
    """nbgrader_config.py with the paths of a class; what students handed in is shown,
    but never acts.
    """
    config = nbgrader_config()
    config.CourseDirectory.root = str(classroom.resolve())
    config.CourseDirectory.db_url = database_url(classroom.resolve() / "gradebook.db")
    config.CourseDirectory.source_directory = str(SOLUTIONS)
    config.CourseDirectory.release_directory = "release"
    config.CsvExportPlugin.to = (  # its default would take the place of grades.csv
        "nbgrader-export.csv"
    )
    config.GenerateFeedback.preprocessors = [GetGrades, ClearHiddenTests]
    config.HTMLExporter.filters = {"markdown2html": "grading.harmless.safe_markdown"}
    config.HTMLExporter.sanitize_html = True
    config.FormgradeExtension.debug = (
        False  # else it prints all of these settings into its page
    )
    config.Autograde.exporter_class = "grading.formgrader.Refusal"
    return config


def write_config(classroom: Path) -> None:
    """Write classroom/nbgrader_config.py."""
    path, text = classroom / "nbgrader_config.py", CONFIG.format(root=str(ROOT))
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        classroom.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def serve(classroom: Path, port: int, open_browser: bool) -> int:
    """Run a Jupyter server on this machine only, with the formgrader and without
    notebooks, until it is stopped.
    """
    write_config(classroom)
    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory() as home:
        _offer_mathjax(Path(home))
        own = dict.fromkeys(
            (
                "JUPYTER_CONFIG_DIR",
                "JUPYTER_DATA_DIR",
                "JUPYTER_RUNTIME_DIR",
                "IPYTHONDIR",
            ),
            home,
        )
        # JUPYTER_NO_CONFIG: nothing of the user's or the system's settings, extensions
        # included.
        environment = (
            os.environ | own | {"JUPYTER_TOKEN": token, "JUPYTER_NO_CONFIG": "1"}
        )
        settings = {
            "ip": "127.0.0.1",
            "port": port,
            "port_retries": 0,
            "root_dir": classroom,
            "default_url": "/formgrader",
            "open_browser": open_browser,
            "allow_root": True,
            "terminals_enabled": False,
            "log_level": "WARN",
            "jpserver_extensions": "nbgrader.server_extensions.formgrader=True",
        }
        command = [sys.executable, "-m", "jupyter_server"]
        command += [f"--ServerApp.{name}={value}" for name, value in settings.items()]
        print(
            f"The formgrader: http://127.0.0.1:{port}/formgrader?token={token}\nCtrl-C"
            " stops it.",
            flush=True,
        )
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # A session of its own: Ctrl-C reaches this process only, and the server asks no
        # questions.
        process = subprocess.Popen(
            command, cwd=classroom, env=environment, start_new_session=True
        )
        try:
            return process.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            process.terminate()
            process.wait()


def _offer_mathjax(data: Path) -> None:
    """Put a template that holds MathJax where nbconvert finds it before its own, which
    fetches it from the web.
    """
    path = data / "nbconvert" / "templates" / "formgrade" / "mathjax.html.j2"
    path.parent.mkdir(parents=True)
    scripts = "\n".join(f"<script>{script}</script>" for script in _mathjax_scripts())
    macro = (
        '{%- macro mathjax(url="") -%}{% raw %}'
        + scripts
        + "{% endraw %}{%- endmacro -%}"
    )
    path.write_text(macro, encoding="utf-8")


def _mathjax_scripts() -> tuple[str, str]:
    r"""MathJax, and before it its settings, without \href, \style and \require."""
    tex = MATHJAX["tex"] | {"packages": {"[-]": ["autoload", "require", "html"]}}
    settings = json.dumps(MATHJAX | {"tex": tex})
    return f"window.MathJax = {settings};", mathjax().read_text(encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(arguments: list[str]) -> int:
    """`make formgrader`. Raises `CourseError` where nothing is graded yet."""
    parser = argparse.ArgumentParser(prog="make formgrader")
    parser.add_argument("--classroom", type=Path, required=True)
    parser.add_argument("--port", type=int)
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args(arguments)
    if not (options.classroom / "gradebook.db").is_file():
        raise CourseError(
            f"Nothing is graded yet in {options.classroom}: run `make grade"
            f" CLASSROOM={options.classroom}`."
        )
    return serve(
        options.classroom.resolve(),
        options.port or _free_port(),
        not options.no_browser,
    )


if __name__ == "__main__":
    main(run)
