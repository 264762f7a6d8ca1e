"""What is done a while later, if nothing else happens meanwhile."""

import asyncio
from collections.abc import Callable


class Timers:
    """Does things later on the loop that runs. `run` does one, given its name, and never raises."""

    def __init__(self, run: Callable[[str, Callable[[], None]], None]) -> None:
        self._run = run
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        """Return how many things wait."""
        return len(self._waiting)

    def later(self, what: str, seconds: float, do: Callable[[], None]) -> None:
        """Do something after some seconds; what has been waiting under that name is not done."""
        self.stop(what)
        loop = asyncio.get_running_loop()
        self._waiting[what] = loop.call_later(seconds, self._do, what, do)

    def stop(self, what: str) -> None:
        """Leave undone what waits under a name."""
        waiting = self._waiting.pop(what, None)
        if waiting is not None:
            waiting.cancel()

    def stop_all(self) -> None:
        """Leave everything undone."""
        for what in list(self._waiting):
            self.stop(what)

    def _do(self, what: str, do: Callable[[], None]) -> None:
        self._waiting.pop(what, None)
        self._run(what, do)
