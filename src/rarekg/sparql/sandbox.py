"""What a process that runs foreign queries gives up: the network, other programs, memory.

The filter is classic BPF for seccomp (Linux `Documentation/userspace-api/seccomp_filter.rst`),
installed through prctl, so that no library beside libc is needed.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JUMP_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_IF_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM
_SYSTEM_CALL, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_STACK_BYTES = 64 * 1024 * 1024
_X32 = 0x40000000  # x86_64 calls by their x32 numbers start here

# socket, connect, bind, execve, execveat, ptrace, io_uring_setup; from <asm/unistd.h>.
_FORBIDDEN: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 49, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 221, 281, 117, 425)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_network() -> bool:
    """Takes sockets, connections and other programs from this process and its children, for good.

    Sockets that are open already stay usable. Returns False, and logs a warning, where the
    system has no such means or refuses them.
    """
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _FORBIDDEN:
        logger.warning("no system call filter for %s on %s", machine, sys.platform)
        return False
    code = _filter(*_FORBIDDEN[machine])
    program = _Program(len(code) // 8, code)
    try:
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
        _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))
    except OSError as error:
        logger.warning("the system refuses a filter of system calls: %s", error)
        return False
    return True


def die_with_parent() -> None:
    """Has the kernel kill this process when its parent ends (Linux only)."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(most_bytes: int) -> None:
    """Bounds the writable memory of this process; no core file when it dies of that.

    RLIMIT_DATA and not RLIMIT_AS: an open store reserves 500 MB of address space and
    writes 80 MB of it (measured on 1 M quads, pyoxigraph 0.5.13).
    """
    resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def deepen_stack() -> None:
    """Lets the stack of this process grow further than the 8 MB that are usual.

    Linux asks for this limit when the stack grows, not when the process begins, and keeps 128 MB
    of addresses free for it.
    """
    most = resource.getrlimit(resource.RLIMIT_STACK)[1]
    wanted = _STACK_BYTES if most == resource.RLIM_INFINITY else min(most, _STACK_BYTES)
    resource.setrlimit(resource.RLIMIT_STACK, (wanted, most))


def resident_bytes(process: int) -> int:
    """Memory that a process holds for itself, shared files left out; 0 where that is not known."""
    return _pages(process, 1) - _pages(process, 2)


def writable_bytes(process: int) -> int:
    """What counts towards the limit of `limit_memory`; 0 where that is not known."""
    return _pages(process, 5)


def _pages(process: int, column: int) -> int:
    """A column of Linux's /proc/PID/statm, in bytes."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[column]
    except (OSError, IndexError):  # another system, or it has ended
        return 0
    return int(pages) * resource.getpagesize()


def _filter(architecture: int, forbidden: tuple[int, ...]) -> bytes:
    """A program that refuses the forbidden calls, and every call of another architecture."""
    refuse = len(forbidden) + 5  # index of the instruction that refuses; jumps count from the next
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, refuse - 2, architecture),
        (_LOAD, 0, 0, _SYSTEM_CALL),
        (_JUMP_IF_AT_LEAST, refuse - 4, 0, _X32),
        *((_JUMP_IF_EQUAL, refuse - 5 - i, 0, call) for i, call in enumerate(forbidden)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _prctl(option: int, first: int, second: int = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_ulong(each) for each in (first, second, 0, 0))
    if libc.prctl(option, *arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}): {errno.errorcode.get(number, number)}")
