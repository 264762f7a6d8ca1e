"""What the tests share."""

import os
import signal
from collections.abc import Callable

import pytest
from hypothesis import settings
from notes import without_common_notes

from mappinglint.cli import main
from mappinglint.engine import Engine, Result
from mappinglint.plugins import Plugins

# What a shell starts in the background ignores interrupts, and so would every process that a test
# starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A slow machine is no failure, and CI runs the same examples every time.
settings.register_profile("mappinglint", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("mappinglint")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write the recorded reports in fixtures anew"
    )


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(Plugins())


@pytest.fixture(scope="session")
def advisor() -> Engine:
    return Engine(Plugins(), advice=True)


@pytest.fixture
def advise(advisor: Engine) -> Callable[..., Result]:
    """Lint a text, with all notes; the name says what kind of file it is."""

    def check(text: str, name: str = "template.yaml") -> Result:
        result = advisor.check_text(name, text)
        assert result.failures == []
        return result

    return check


@pytest.fixture
def lint(advise: Callable[..., Result]) -> Callable[..., Result]:
    """Lint a text, with the notes that few mappings get."""

    def check(text: str, name: str = "template.yaml") -> Result:
        return without_common_notes(advise(text, name))

    return check


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command line in this process; return exit code, output and complaints."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        output, complaints = capfd.readouterr()
        return code, output, complaints

    return command
