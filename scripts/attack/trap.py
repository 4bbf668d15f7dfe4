"""The Nth write, fsync, cut or rename below a folder fails, or kills the process: a layer between program and disk.

It is compiled with the machine's C compiler and laid before the C library. Where there is none, a limit on the size of
files stands for it: some writes fail, or kill, and nothing else does.
"""

import ctypes
import os
import shutil
import signal
import subprocess
from pathlib import Path

KILL = 0
"""In place of an error's number."""
FOR_GOOD = 1 << 30
SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/types.h>

static char folder[4096];
static size_t length;
static long seen, first, many;
static int error;

void trap_arm(const char *below, long at, long times, int number) {
    strncpy(folder, below, sizeof folder - 1);
    length = strlen(folder);
    first = at, many = times, error = number;
    seen = 0;
}
long trap_seen(void) { return seen; }

static int strikes(const char *path) {
    if (!first || strncmp(path, folder, length)) return 0;
    long now = __sync_add_and_fetch(&seen, 1);
    if (now < first || now - first >= many) return 0;
    if (!error) kill(getpid(), SIGKILL);
    errno = error;
    return 1;
}
static int strikes_file(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    path[size > 0 ? size : 0] = 0;
    return strikes(path);
}
#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int file, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return strikes_file(file) ? -1 : real(file, data, size);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t place) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return strikes_file(file) ? -1 : real(file, data, size, place);
}
int ftruncate64(int file, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    return strikes_file(file) ? -1 : real(file, size);
}
int fsync(int file) {
    REAL(int, "fsync", int);
    return strikes_file(file) ? -1 : real(file);
}
int fdatasync(int file) {
    REAL(int, "fdatasync", int);
    return strikes_file(file) ? -1 : real(file);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return strikes(from) ? -1 : real(from, to);
}
"""


def library(folder: Path) -> Path | None:
    """The layer, compiled into `folder`; None where this machine has no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    path = folder / "trap.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-x", "c", "-", "-o", str(path), "-ldl"]
    subprocess.run(command, input=SOURCE, text=True, check=True, capture_output=True)
    return path


class Trap:
    """The layer in this process, which was started with the library before all others, or without one."""

    def __init__(self, *, laid: bool) -> None:
        self._laid = ctypes.CDLL(None) if laid else None

    def arm(self, below: Path, at: int, times: int, error: int) -> None:
        """Let the operation number `at` from now on, and so many after it, fail with `error`, or kill."""
        if self._laid is not None:
            self._laid.trap_arm(os.fsencode(below), ctypes.c_long(at), ctypes.c_long(times), error)
            return
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN if error else signal.SIG_DFL)
        sizes = [path.stat().st_size for path in below.glob("kapguide.db-wal")]
        room = resource.RLIM_INFINITY if times == 0 else max(sizes, default=0) + 4096 * (at - 1)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    def disarm(self, below: Path) -> int:
        """Let everything through again; how many operations there were, where that is known."""
        seen = int(self._laid.trap_seen()) if self._laid is not None else 3
        self.arm(below, 0, 0, 1)
        return seen
