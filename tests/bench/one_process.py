"""Runs one command and prints what it took, as JSON.

``python -I -S one_process.py SECONDS COMMAND...`` stops the command after so many seconds.

This is a process of its own, and a small one: Linux counts as the peak of a new process what the process
had that started it.
"""

import json
import os
import signal
import sys
import time


def main() -> None:
    """Print seconds, processor seconds with those of all children, peak in KiB, exit code."""
    limit, command = int(sys.argv[1]), sys.argv[2:]
    nowhere = os.open(os.devnull, os.O_RDWR)
    begun = time.perf_counter()
    process = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, nowhere, 1)],
        setpgroup=0,
    )

    def stop(*_: object) -> None:
        os.killpg(process, signal.SIGKILL)

    for what in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
        signal.signal(what, stop)
    signal.alarm(limit)
    _, status, used = os.wait4(process, 0)
    signal.alarm(0)
    result = {
        "seconds": time.perf_counter() - begun,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_kib": used.ru_maxrss,
        "exit_code": os.waitstatus_to_exitcode(status),
    }
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
