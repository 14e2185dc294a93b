"""What machines' sensors tell, as a notebook sees it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from campus5g.errors import choose_from
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.measuring.keeping import Measured
from campus5g.kit.measuring.measurement import Measurement
from campus5g.kit.measuring.percentiles import supported_percentiles
from campus5g.kit.measuring.sampling import Sample, listening, sample
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.progress import fitting_display
from campus5g.language import t
from campus5g.vibration.bearing import Bearing, DefectFrequencies, defect_frequencies
from campus5g.vibration.spectrum import spectrum

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

FIGURES = ("rms_mps2", "peak_mps2", "kurtosis", "temperature_degc")
COLUMNS = ("received", "machine", "quantity", "number", *FIGURES, "rotation_hz", "delay_ms")

_STARTING_S = 30.0


class SensorsResult(Measurement):
    """The readings of one run.

    ``.table()`` has one row a reading, ``.spectrum()`` and ``.envelope()`` what the vibration is
    made of, ``.defects()`` where a worn bearing would show; ``.plot()`` draws it all;
    ``.keep("name")`` keeps it.
    """

    def __init__(
        self,
        order: Mapping[str, Any],
        samples: Iterable[Sample],
        machines: Iterable[Mapping[str, Any]],
        *,
        emulated: bool,
        measured: Measured,
    ) -> None:
        super().__init__(order, samples, emulated=emulated, measured=measured)
        self._machines = {str(machine["name"]): machine for machine in machines}

    @property
    def machines(self) -> tuple[str, ...]:
        """The machines that published something."""
        return tuple(dict.fromkeys(str(reading["machine"]) for reading in self._samples))

    def table(self) -> "pd.DataFrame":
        """Return one row a reading.

        Of a stretch of vibration: root mean square and peak in m/s², and the kurtosis, which is 3
        for noise and more where something strikes. `number` is an edge gateway's count, so that a
        gap or a repetition shows; `delay_ms` is from the machine's clock to this gateway's, and
        wrong by as much as they differ.
        """
        import pandas as pd

        rows = [_row(reading) for reading in self._samples]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        table["received"] = pd.to_datetime(table["received"], unit="s", utc=True)
        return table

    def percentiles(self) -> "pd.DataFrame":
        """Return percentiles of each machine's figures: those that so many readings support."""
        import pandas as pd

        rows = [
            {"machine": machine, "figure": figure, "percentile": name, "value": value, "beyond": n}
            for machine, readings in self.table().groupby("machine")
            for figure in FIGURES
            for name, value, n in supported_percentiles(readings[figure].dropna())
        ]
        columns = ["machine", "figure", "percentile", "value", "beyond"]
        return pd.DataFrame(rows, columns=columns)

    def spectrum(self, machine: str | None = None) -> "pd.DataFrame":
        """Return the vibration's spectrum: frequency in Hz, amplitude in m/s².

        Args:
            machine: its name; needed only where there are several.

        Raises:
            KitError: it did not publish its vibration.
        """
        return self._spectrum(machine, envelope=False)

    def envelope(self, machine: str | None = None) -> "pd.DataFrame":
        """Return the spectrum of the vibration's envelope, where a bearing's defects show.

        Args:
            machine: its name; needed only where there are several.

        Raises:
            KitError: it did not publish its vibration.
        """
        return self._spectrum(machine, envelope=True)

    def defects(self, machine: str | None = None) -> DefectFrequencies:
        """Return how often defects of the machine's bearing would be struck.

        Args:
            machine: its name; needed only where there are several.

        Raises:
            KitError: its bearing is unknown, or it did not publish its vibration.
        """
        name = self._chosen(machine)
        bearing = self._machines.get(name, {}).get("bearing")
        if bearing is None:
            raise KitError(
                t(
                    fr=f"Le roulement de « {name} » n’est pas décrit.",
                    en=f"The bearing of “{name}” is not described.",
                ),
                t(fr="Ajoutez bearing à l’inventaire.", en="Add bearing to the inventory."),
            )
        turns = [float(values["rotation_hz"]) for values in self._vibrations(name)]
        return defect_frequencies(_geometry(bearing), sum(turns) / len(turns))

    def plot(self, machine: str | None = None) -> "go.Figure":
        """Return a figure of one machine: vibration, temperature, and the envelope's spectrum.

        Raises:
            KitError: it did not publish its vibration.
        """
        from campus5g.kit.measuring.sensors_figure import sensors_figure

        name = self._chosen(machine)
        table = self.table()
        known = self._machines.get(name, {}).get("bearing") is not None
        return sensors_figure(
            table[table["machine"] == name],
            self.envelope(name),
            self.defects(name) if known else None,
            self.title,
            emulated=self.emulated,
        )

    @property
    def title(self) -> str:
        """What was listened to, on one line."""
        length = decimal(float(self.order["seconds"]), 0)
        network = t(fr=" · machine émulée", en=" · emulated machine") if self.emulated else ""
        who = ", ".join(self.machines) or t(fr="capteurs", en="sensors")
        return t(fr=f"{who} · pendant {length} s{network}", en=f"{who} · over {length} s{network}")

    def _chosen(self, machine: str | None) -> str:
        """Return the requested machine, or the only one, which published its vibration.

        Raises:
            KitError: the choice is ambiguous, or it published nothing.
        """
        shaking = tuple(name for name in self.machines if self._vibrations(name))
        if machine is None and len(shaking) == 1:
            return shaking[0]
        if machine in shaking:
            return str(machine)
        if not shaking:
            raise KitError(
                t(fr="Aucune vibration n’est arrivée.", en="No vibration has come."),
                t(
                    fr="Écoutez plus longtemps : k.sensors(seconds=20). Si rien ne vient, "
                    "l’appareil est hors réseau.",
                    en="Listen longer: k.sensors(seconds=20). If nothing comes, its device is "
                    "not on the network.",
                ),
            )
        raise KitError(t(fr="Quelle machine ?", en="Which machine?"), choose_from(shaking))

    def _vibrations(self, machine: str) -> list[Mapping[str, Any]]:
        return [
            reading["values"]
            for reading in self._samples
            if reading["machine"] == machine and reading["values"]["quantity"] == "vibration"
        ]

    def _spectrum(self, machine: str | None, *, envelope: bool) -> "pd.DataFrame":
        import pandas as pd

        vibrations = self._vibrations(self._chosen(machine))
        last = vibrations[-1]
        alike = [
            values["acceleration_mps2"]
            for values in vibrations
            if values["sampling_hz"] == last["sampling_hz"]
            and len(values["acceleration_mps2"]) == len(last["acceleration_mps2"])
        ]
        frequencies, amplitudes = spectrum(alike, float(last["sampling_hz"]), envelope=envelope)
        return pd.DataFrame({"frequency_hz": frequencies, "amplitude_mps2": amplitudes})

    def facts(self) -> list[str]:
        """Return what it says, in a few words each."""
        table = self.table()
        facts = [t(fr=f"{self.count} relevés", en=f"{self.count} readings")]
        for column, text, places in (
            ("rms_mps2", t(fr="vibration {} m/s²", en="vibration {} m/s²"), 2),
            ("temperature_degc", "{} °C", 1),
        ):
            values = table[column].dropna()
            if len(values):
                facts.append(text.format(decimal(float(values.iloc[-1]), places)))
        return facts


def listen(
    connection: GatewayConnection, order: dict[str, Any], machines: Sequence[Mapping[str, Any]]
) -> SensorsResult:
    """Listen, showing progress; to interrupt it ends the run on the kit too.

    Args:
        connection: to the gateway.
        order: for how long.
        machines: as the kit describes them.

    Raises:
        KitError: the kit has no sensors, or they can't be listened to.
    """
    silence_s = _STARTING_S + float(order["seconds"])
    tell = listening(t(fr="capteurs", en="sensors"), float(order["seconds"]))
    heard = sample(connection, "sensors", order, silence_s, fitting_display, tell)
    return SensorsResult(
        order, heard.samples, machines, emulated=heard.emulated, measured=heard.measured
    )


def _geometry(bearing: Mapping[str, Any]) -> Bearing:
    """Return the geometry that a kit describes."""
    return Bearing(
        balls=int(bearing["balls"]),
        ball_mm=float(bearing["ball_mm"]),
        pitch_mm=float(bearing["pitch_mm"]),
        contact_deg=float(bearing["contact_deg"]),
    )


def _row(reading: Sample) -> dict[str, Any]:
    values = reading["values"]
    row = {
        "received": reading["received_at"],
        "machine": reading["machine"],
        "quantity": values["quantity"],
        "number": values.get("number"),
        "delay_ms": 1000 * (float(reading["received_at"]) - float(values["time_unix_s"])),
    }
    if values["quantity"] == "temperature":
        return row | {"temperature_degc": values["temperature_degc"]}
    samples = [float(value) for value in values["acceleration_mps2"]]
    mean = sum(samples) / len(samples)
    square = sum((value - mean) ** 2 for value in samples) / len(samples)
    fourth = sum((value - mean) ** 4 for value in samples) / len(samples)
    return row | {
        "rms_mps2": square**0.5,
        "peak_mps2": max(abs(value - mean) for value in samples),
        "kurtosis": fourth / square**2 if square else 0.0,
        "rotation_hz": values["rotation_hz"],
    }
