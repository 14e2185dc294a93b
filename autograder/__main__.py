"""The ``autograder`` command, as ``python -m autograder`` too."""

import sys

from autograder.errors import interrupted


def main() -> None:
    """Run the command; Ctrl-C has its sentence while it is still being imported, too."""
    try:
        from autograder.cli import main as command

        command()
    except KeyboardInterrupt:
        sys.stderr.write(f"{interrupted()}\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
