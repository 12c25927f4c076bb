"""The site of the documentation, by Sphinx: scripts/build-site. Decision 0054."""

import crystalgan

project = "CrystalGAN"
author = "The CrystalGAN developers"
version = release = crystalgan.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]  # a page may go from the first to the third level

highlight_language = "none"  # of blocks that name no language

autodoc_inherit_docstrings = False
autodoc_typehints = "signature"
autodoc_member_order = "bysource"

html_theme = "furo"
html_title = f"CrystalGAN {release}"
html_copy_source = False
html_show_sphinx = False
