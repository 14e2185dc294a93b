"""An author's save is reported once."""

from pathlib import Path

from campus5g.authoring.preview.file_changes import FileChanges


def test_files_saved_together_are_one_change(tmp_path: Path) -> None:
    with FileChanges([tmp_path]) as changes:
        (tmp_path / "module.ipynb").write_text("1")
        (tmp_path / "quiz.yaml").write_text("2")

        saved = iter(changes)
        next(saved)
        (tmp_path / "quiz.yaml").write_text("3")
        next(saved)


def test_the_watch_ends_when_it_is_closed(tmp_path: Path) -> None:
    with FileChanges([tmp_path]) as changes:
        pass

    assert list(changes) == []
