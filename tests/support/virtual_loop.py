"""An event loop whose clock goes on when nothing else is to be done: nobody waits for a timer."""

import asyncio
import selectors


class _Selector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        # A moment always passes: else what is nearly due would never be.
        self.now += max(timeout or 0, 1e-6)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop for `asyncio.Runner`. Seconds are those of its timers."""

    def __init__(self) -> None:
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self) -> float:
        """Return the seconds that have been waited for since the start."""
        return self._clock.now
