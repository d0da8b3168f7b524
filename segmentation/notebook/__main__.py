"""The notebook's own process: the job on standard input, its outcome on standard output, both as JSON."""

import json
import sys
from pathlib import Path

from segmentation.errors import NotebookError
from segmentation.notebook.making import make_notebook


def main() -> None:
    """Make the notebook that standard input asks for."""
    job = json.load(sys.stdin)
    fault = ""
    try:
        make_notebook(tuple(Path(each) for each in job["templates"]), job["parameters"], Path(job["folder"]))
    except NotebookError as error:
        fault = str(error)
    json.dump({"fault": fault}, sys.stdout)


if __name__ == "__main__":
    main()
