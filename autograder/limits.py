"""What a submission may use."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Ceilings for one notebook in its sandbox.

    `memory_bytes` bounds each process's address space and the memory of all of them together,
    `processes` their number, `file_bytes` one file, `workspace_bytes` all files together,
    `output_bytes` what all cells may print or display. `cell_s` is nbgrader's time limit of a
    cell (``c.Execute.timeout``; ``None`` for no limit), `notebook_s` that of the whole notebook.
    """

    memory_bytes: int = 2048 * MEBIBYTE
    cpu_s: int = 300
    processes: int = 128
    open_files: int = 512
    file_bytes: int = 256 * MEBIBYTE
    workspace_bytes: int = 512 * MEBIBYTE
    output_bytes: int = 32 * MEBIBYTE
    cell_s: float | None = 30.0
    notebook_s: float = 600.0
