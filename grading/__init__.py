"""The instructors' room: notebooks derived from their sources, pages for readers,
grades for classes.
"""

import sys

# Takes two seconds at every `import nbformat`, for a format of addresses that no
# notebook's schema names (python-jsonschema/jsonschema#1428).
# None is what makes an import fail; typeshed knows of modules alone
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
