"""stage.py FOLDER: the pages of the repository as Sphinx wants them, in one folder.

Pages are written for a reader of the repository, so their links are paths in it. In the site README.md is the home page,
`docs/` is the root, and every other file that a page links is a page below `repository/`. A link to a file that is not
there is an error.
"""

import json
import posixpath
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = "README.md"
CODE = re.compile(r"(^ *```.*?^ *```$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(\]\()([^)\s#:]+)((?:#[^)\s]*)?\))")
LANGUAGES = {".cpp": "cpp", ".cff": "yaml"}
SECTIONS = {"Reference": "reference", "Results": "results", "Developer": "developer", "Decisions": "decisions"}


def site_path(path: str) -> str:
    """The page that shows a file of the repository."""
    if path == HOME:
        return "index.md"
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    return "repository/" + (path if path.endswith(".md") else path + ".md")


def linked(path: str, target: str) -> str:
    """The file of the repository that the link `target` of the page `path` means; in a folder, its README.md."""
    file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    if (ROOT / file / "README.md").is_file():
        file = posixpath.join(file, "README.md")
    if not (ROOT / file).is_file():
        raise SystemExit(f"{path}: links {target}, expected a file of the repository, found none")
    return file


def without_code(text: str) -> str:
    return CODE.sub("", text)


def links_of(path: str) -> list[str]:
    return [linked(path, match[2]) for match in LINK.finditer(without_code((ROOT / path).read_text()))]


def pages() -> list[str]:
    """All of docs/, and every other file that a page links, directly or through another page."""
    found = [HOME, *(str(page.relative_to(ROOT)) for page in sorted(ROOT.glob("docs/**/*.md")))]
    for path in found:  # which grows
        if path.endswith(".md"):
            found += [target for target in dict.fromkeys(links_of(path)) if target not in found]
    return found


def notebook_text(text: str) -> str:
    """The cells of a notebook as a page."""
    cells = json.loads(text)["cells"]
    sources = [("".join(cell["source"]), cell["cell_type"]) for cell in cells]
    return "\n\n".join(source if kind == "markdown" else f"```python\n{source}\n```" for source, kind in sources) + "\n"


def page_text(path: str) -> str:
    """The text of a page with the links of the site; a file that is no page of text is shown as code."""
    text = (ROOT / path).read_text()
    if path.endswith(".ipynb"):
        return notebook_text(text)
    if not path.endswith(".md"):
        language = LANGUAGES.get(Path(path).suffix, "text")
        return f"# {path}\n\n````{language}\n{text}````\n"
    here = posixpath.dirname(site_path(path)) or "."

    def site_link(match: re.Match[str]) -> str:
        target = linked(path, match[2])
        place = target.removeprefix("docs/") if target.endswith(".png") else site_path(target)
        return match[1] + posixpath.relpath(place, here) + match[3]

    parts = CODE.split(text)
    return "".join(part if i % 2 else LINK.sub(site_link, part) for i, part in enumerate(parts))


def contents(staged: list[str]) -> str:
    """The tables of contents: by folder, so that a new page needs no line elsewhere."""
    groups = {"": sorted((page for page in staged if "/" not in page and page != "index"), key=lambda page: (page != "tutorial", page))}
    for title, folder in SECTIONS.items():
        names = [page for page in staged if posixpath.dirname(page) == folder]
        groups[title] = sorted(names, key=lambda name: (not name.endswith("/README"), name))
    groups["Repository"] = sorted(page for page in staged if page.startswith("repository/"))
    tables = []
    for title, names in groups.items():
        caption = f":caption: {title}\n" if title else ""
        tables.append(f"```{{toctree}}\n:hidden:\n:maxdepth: 1\n{caption}\n" + "\n".join(names) + "\n```\n")
    return "\n".join(tables)


def main() -> None:
    folder = Path(sys.argv[1])
    staged = []
    for path in pages():
        if path.endswith(".png"):
            continue
        place = folder / site_path(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page_text(path))
        staged.append(site_path(path).removesuffix(".md"))
    with (folder / "index.md").open("a") as home:
        home.write("\n" + contents(staged))
    shutil.copytree(ROOT / "docs" / "images", folder / "images", dirs_exist_ok=True)
    shutil.copy(Path(__file__).with_name("conf.py"), folder)


if __name__ == "__main__":
    main()
