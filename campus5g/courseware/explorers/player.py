"""The words of the player, by which learners play, pause and step through what moves."""

from typing import Any

from campus5g.language import t

_SPEEDS = {"0.25": "× ¼", "0.5": "× ½", "1": "× 1", "2": "× 2", "4": "× 4"}


def player_words() -> dict[str, Any]:
    """Return what ``player.js`` writes on its buttons, and the speeds that it offers."""
    return {
        "player": t(fr="Lecture de l’animation", en="Playing the animation"),
        "play": t(fr="Lecture", en="Play"),
        "pause": t(fr="Pause", en="Pause"),
        "back": t(fr="Reculer", en="Step back"),
        "forward": t(fr="Avancer", en="Step forward"),
        "again": t(fr="Revenir au début", en="Back to the start"),
        "speed": t(fr="Vitesse de lecture", en="Playback speed"),
        "speeds": [{"value": value, "words": words} for value, words in _SPEEDS.items()],
        "keys": t(
            fr="Au clavier : ← reculer, → avancer, Origine : revenir au début",
            en="Keyboard: ← step back, → step forward, Home: back to the start",
        ),
        "still": t(
            fr="Votre appareil demande moins de mouvement : la lecture avance par pas.",
            en="Your device asks for less motion: it plays step by step.",
        ),
    }
