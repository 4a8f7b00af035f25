"""What other systems lack: no module of ours fails where it is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Imports every module of ours in a Python that lacks what Windows lacks. Modules of others that need it are
# imported before: what they do there is theirs to know.
SCRIPT = """
import builtins, importlib, os, pkgutil, signal, sys
import broadsheet.cli
from broadsheet.rendering.accelerate import mkdocs, plugin, runner
for name in [name for name in sys.modules if name.split(".")[0] == "broadsheet"]:
    del sys.modules[name]
for name in ("fcntl", "resource", "termios", "pwd", "grp", "pty", "tty", "syslog"):
    sys.modules[name] = None
for name in ("fork", "sched_getaffinity", "geteuid", "getuid", "sync", "fchmod", "chown", "mkfifo", "killpg",
             "O_NONBLOCK", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_SYNC"):
    vars(os).pop(name, None)
for name in ("SIGHUP", "SIGQUIT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "SIGPIPE"):
    vars(signal).pop(name, None)
import broadsheet
for module in pkgutil.walk_packages(broadsheet.__path__, "broadsheet."):
    if module.name != "broadsheet.__main__" and ".starts." not in module.name:
        importlib.import_module(module.name)
print(len([name for name in sys.modules if name.startswith("broadsheet.")]))
"""


@pytest.mark.slow
def test_every_module_can_be_imported_where_there_is_nothing_of_unix():
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 200
