"""Work shared out among processes: the same outcome as without."""

import os

import pytest

from csto_kb import parallel
from csto_kb.parallel import map_forked


@pytest.mark.parametrize("count", [0, 1, 199, 200, 1001])
@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_stand_in_order(count: int, processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_process_count", lambda: processes)
    assert map_forked(lambda number: number * number, range(count)) == [number * number for number in range(count)]


def test_work_is_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_process_count", lambda: 2)
    processes = map_forked(lambda _: os.getpid(), range(400))
    assert processes[::2] == [os.getpid()] * 200
    assert len(set(processes[1::2])) == 1
    assert processes[1] != os.getpid()


def test_a_dead_process_leaves_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed for want of memory, say: its items are worked off here."""
    monkeypatch.setattr(parallel, "_process_count", lambda: 2)
    parent = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != parent and number == 301:
            os._exit(9)
        return number + 1

    assert map_forked(work, range(400)) == list(range(1, 401))
