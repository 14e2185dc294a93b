"""Links work: files beside the notebook exist, addresses are complete. None is fetched."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.passages import Passage


def link_findings(passages: Sequence[Passage], module: Module) -> Iterator[Finding]:
    """Find links to missing files, and malformed addresses."""
    for passage in passages:
        for target in passage.prose.links:
            problem = _wrong_with(target, module)
            if problem:
                yield passage.finding(f"The link {target or '()'} {problem}.", "Correct it.")
    for source in module.manifest.sources:
        problem = _wrong_with(source.url, module)
        if problem:
            yield Finding(
                f"The source {source.url} {problem}.", "Correct it.", file=module.manifest_file.name
            )


def _wrong_with(target: str, module: Module) -> str | None:
    try:
        address = urlsplit(target)
    except ValueError:
        return "is not an address"
    if address.scheme in ("http", "https"):
        host = address.hostname or ""
        return None if "." in host and " " not in target else "names no host"
    if address.scheme == "mailto":
        return None if "@" in address.path else "names no one to write to"
    if address.scheme:
        return f"begins with {address.scheme}:, which no browser opens from a page"
    if target.startswith("#"):
        return None
    if not address.path or address.path.startswith("/"):
        return "leads nowhere from a learner's folder"
    return None if (module.folder / address.path).exists() else "names a file that is not there"
