from autograder.inside.seal_monitoring import Monitoring


class Tools:
    """`sys.monitoring` as Python 3.12 has it, for an older Python as well."""

    def __init__(self, events: dict[int, int]) -> None:
        self.events = events

    def get_tool(self, tool: int) -> str | None:
        return "tool" if tool in self.events else None

    def get_events(self, tool: int) -> int:
        return self.events[tool]

    def set_events(self, tool: int, events: int) -> None:
        self.events[tool] = events


def test_monitoring_by_the_notebook_is_suspended_during_a_test() -> None:
    tools = Tools({1: 64})
    monitoring = Monitoring(tools)
    tools.events[2] = 32

    undo = monitoring.restore()
    during = dict(tools.events)
    for step in undo:
        step()

    assert during == {1: 64, 2: 0}
    assert tools.events == {1: 64, 2: 32}


def test_a_python_without_monitoring_has_nothing_to_restore() -> None:
    assert Monitoring(None).restore() == []
