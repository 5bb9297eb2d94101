"""Runs the command line as `python -m csto_kb`."""

from csto_kb.cli import main

if __name__ == "__main__":
    main()
