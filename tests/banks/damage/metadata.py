"""Damage to what a notebook says about its cells; their text stays as it was."""

from banks.damage import claims_of, damage, grade_id_of, is_answer, is_test


@damage
def untouched(case):
    """Nothing happened."""


@damage
def executed(case):
    """Run, with outputs of every sort and execution counts."""
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["x\n"] * 50},
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"image/png": "A" * 5000, "text/html": "<script>"},
        },
        {
            "output_type": "error",
            "ename": "NotImplementedError",
            "evalue": "",
            "traceback": [],
        },
    ]
    for count, cell in enumerate(c for c in case.cells if c["cell_type"] == "code"):
        cell["outputs"], cell["execution_count"] = outputs, count


@damage
def widget_state(case):
    """The state of widgets stored in the notebook's metadata."""
    case.notebook["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"a": {}}}
    }


@damage
def metadata_stripped(case):
    """All metadata and ids removed."""
    case.notebook["metadata"] = {}
    for cell in case.cells:
        cell["metadata"] = {}
        cell.pop("id", None)


@damage
def nbgrader_stripped(case):
    """Only nbgrader's metadata removed."""
    for cell in case.cells:
        cell["metadata"].pop("nbgrader", None)


@damage
def colab(case):
    """Saved by Colab: its own ids within the metadata, nbgrader's metadata gone."""
    case.notebook["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3"},
    }
    case.notebook["nbformat_minor"] = 0
    for number, cell in enumerate(case.cells):
        cell.pop("id", None)
        cell["metadata"] = {
            "id": f"k{number:011}",
            "colab": {"base_uri": "https://localhost:8080/"},
        }


@damage
def colab_saved(case):
    """Opened from GitHub, run and saved by Colab of today: nbgrader's metadata kept,
    ids moved, a badge on top.
    """
    case.notebook |= {"nbformat": 4, "nbformat_minor": 0}
    case.notebook["metadata"] = {
        "colab": {
            "name": f"Copy of {case.name}.ipynb",
            "provenance": [
                {
                    "file_id": f"https://github.com/a/b/blob/main/{case.name}.ipynb",
                    "timestamp": 1794000000000,
                }
            ],
            "toc_visible": True,
            "gpuType": "T4",
            "authorship_tag": "ABX9TyM",
        },
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "widgets": {
            "application/vnd.jupyter.widget-state+json": {
                "a1": {"model_module": "@jupyter-widgets/base"}
            }
        },
    }
    for number, cell in enumerate(case.cells):
        cell.pop("id", None)
        cell["metadata"] |= {"id": f"zQ{number:010x}"}
        cell["source"] = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell["metadata"] |= {
                "colab": {"base_uri": "https://localhost:8080/", "height": 54},
                "outputId": f"{number:032x}",
            }
            cell["outputs"] = [
                {
                    "output_type": "stream",
                    "name": "stdout",
                    "text": ["torch 2.9.0 on cuda\n"],
                }
            ]
            cell["execution_count"] = number
    badge = (
        '<a href="https://colab.research.google.com/github/a/b" target="_parent"><img'
        ' alt="Open In Colab"/></a>'
    )
    case.insert(
        0, badge, "markdown", metadata={"id": "view-in-github", "colab_type": "text"}
    ).pop("id")


@damage
def colab_form(case):
    """Saved by Colab, with the code hidden behind forms and run by another runtime."""
    case.notebook["metadata"]["accelerator"] = "GPU"
    for cell in case.cells:
        cell["metadata"] |= {
            "cellView": "form",
            "executionInfo": {"status": "ok"},
            "id": "0",
        }


@damage
def vscode(case):
    """Saved by VS Code: ids gone, languages noted."""
    case.notebook["metadata"] = {
        "language_info": {"name": "python", "version": "3.13.0"}
    }
    for cell in case.cells:
        cell.pop("id", None)
        cell["metadata"] = {"vscode": {"languageId": "python"}}


@damage
def ids_renumbered(case):
    """Ids counted anew."""
    for number, cell in enumerate(case.cells):
        cell["id"] = str(number)


@damage
def ids_equal(case):
    """Every cell has the same id."""
    for cell in case.cells:
        cell["id"] = "same"


@damage
def ids_shuffled(case):
    """Every cell has the id of another, and no other metadata."""
    ids = [cell.get("id") for cell in case.cells]
    for cell, other in zip(case.cells, ids[7:] + ids[:7], strict=True):
        cell["id"], cell["metadata"] = other, {}


@damage
def ids_not_text(case):
    """Ids and grade_ids are numbers, lists and null."""
    for number, cell in enumerate(case.cells):
        cell["id"] = (number, [], None)[number % 3]
        if claims_of(cell):
            cell["metadata"]["nbgrader"]["grade_id"] = [number]


@damage
def other_kernel(case):
    """Saved with a kernel of the student's own."""
    case.notebook["metadata"]["kernelspec"] = {
        "name": "conda-env-ml-py",
        "display_name": "ml",
        "language": "python",
    }


@damage
def no_kernel(case):
    """Neither kernelspec nor language_info."""
    case.notebook["metadata"] = {}


@damage
def points_raised(case):
    """Every exercise made worth a hundred points."""
    for cell in filter(claims_of, case.cells):
        cell["metadata"]["nbgrader"]["points"] = 100


@damage
def tests_unlocked(case):
    """Tests no longer locked, nor graded."""
    for cell in filter(is_test, case.cells):
        cell["metadata"]["nbgrader"] |= {"locked": False, "grade": False}


@damage
def execution_tags(case):
    """Tags that make nbgrader skip cells or ignore errors."""
    for cell in case.cells:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


@damage
def collapsed(case):
    """Cells collapsed and outputs hidden; keys that the format does not know."""
    for cell in case.cells:
        cell["metadata"] |= {
            "collapsed": True,
            "jupyter": {"source_hidden": True},
            "scrolled": "auto",
        }
        cell |= {"outputExpanded": False, "language": "python"}


@damage
def attachments_added(case):
    """A picture pasted into a paragraph of the master."""
    case.cells[0]["attachments"] = {"image.png": {"image/png": "iVBORw0KGgo="}}


@damage
def grade_ids_renamed(case):
    """Every grade_id changed to one that does not exist."""
    for number, cell in enumerate(filter(claims_of, case.cells)):
        cell["metadata"]["nbgrader"]["grade_id"] = f"cell-{number:x}"
        cell.pop("id", None)


@damage
def grade_ids_swapped(case):
    """The answers to the first two exercises claim each other's grade_id and id."""
    _swap(*(case.cell(exercise) for exercise in case.code[:2]))


def _swap(one, other):
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
    one["id"], other["id"] = other.get("id"), one.get("id")


@damage
def unknown_exercise(case):
    """A cell of another course's exercise."""
    claims = {
        "grade_id": "extra",
        "grade": True,
        "points": 50,
        "solution": False,
        "locked": True,
    }
    case.insert(3, "bonus = 50", metadata={"nbgrader": claims})
    case.added.append("bonus = 50")


@damage
def metadata_of_wrong_types(case):
    """Metadata that is a list, text, null or a number; nbgrader's that is text."""
    case.notebook["metadata"] = []
    for number, cell in enumerate(case.cells):
        cell["metadata"] = (
            [],
            "none",
            None,
            3,
            {"nbgrader": "yes"},
            {"nbgrader": None, "tags": 1},
        )[number % 6]


@damage
def metadata_missing(case):
    """Cells without metadata, outputs and counts."""
    case.notebook.pop("metadata")
    for cell in case.cells:
        for key in ("metadata", "outputs", "execution_count", "id"):
            cell.pop(key, None)


@damage
def old_schema(case):
    """nbgrader's metadata in its first version: no schema number, no cell type, no flag
    for tasks.
    """
    for cell in filter(claims_of, case.cells):
        claims = cell["metadata"]["nbgrader"]
        cell["metadata"]["nbgrader"] = {
            k: claims[k] for k in ("grade", "grade_id", "locked", "solution")
        }


@damage
def only_answers_keep_metadata(case):
    """Metadata lost everywhere but on the answers."""
    for cell in case.cells:
        if not is_answer(cell):
            cell["metadata"] = {}
            cell.pop("id", None)


@damage
def first_answer_lost_its_metadata(case):
    """One answer deleted and typed anew, without metadata."""
    cell = case.cell(case.code[0])
    cell["metadata"], cell["id"] = {}, "retyped"


@damage
def written_answer_lost_its_metadata(case):
    """The written answer deleted and typed anew, without metadata."""
    cell = case.cell(case.written)
    cell["metadata"], cell["id"] = {}, "retyped"


@damage
def checksums_wrong(case):
    """Checksums that fit nothing."""
    for cell in filter(grade_id_of, case.cells):
        cell["metadata"]["nbgrader"]["checksum"] = "0" * 32
