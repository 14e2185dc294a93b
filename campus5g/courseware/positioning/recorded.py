"""What the graded cell of a positioning test shows; it is worth no points."""

from pathlib import Path

from campus5g.courseware.positioning.kept import Positioning, recorded_positioning
from campus5g.courseware.positioning.plan import load_plan
from campus5g.courseware.positioning.profile import profile_html
from campus5g.language import t


class Recorded:
    """A sentence for the learner; for the trainer the profile that was handed in."""

    def __init__(self, folder: Path, *, for_trainer: bool) -> None:
        self._folder = folder
        self._for_trainer = for_trainer

    def __repr__(self) -> str:
        record = recorded_positioning(self._folder)
        if not self._for_trainer:
            return t(
                fr="Votre profil est gardé avec ce module. Il ne donne pas de points.",
                en="Your profile is kept with this module. It gives no points.",
            )
        if record is None or not record.finished:
            return t(
                fr="Le test de positionnement n’a pas été terminé.",
                en="The positioning test was not finished.",
            )
        return "\n".join(f"{each.skill}: {each.verdict}" for each in record.result)

    def _repr_html_(self) -> str:
        record = recorded_positioning(self._folder)
        if self._for_trainer and record is not None and record.finished:
            return self._profile(record)
        return f"<p>{self!r}</p>"

    def _profile(self, record: Positioning) -> str:
        return profile_html(load_plan(self._folder), record, lambda _: None)
