"""The program: `csto-kb`, and `python -m csto_kb`."""


def main() -> None:
    """Run the command line, and end the process. An interrupt is one from the first moment on."""
    try:
        from csto_kb.cli import main as run

        run()
    except KeyboardInterrupt:
        import os
        import signal

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main()
