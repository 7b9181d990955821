"""How much time and memory reading one file may take, and how the reading child is held to it.

Time is the processor's: a large workbook is not refused because the machine has other things to do. The clock on the
wall only ends a reading that waits for what never comes. The system is told the limits, and most enforce them at once.
Where one does not, the peak that it noted decides: an answer that took more than was allowed is not believed, so what
a file gets never depends on when somebody looked.
"""

import math
import sys
from dataclasses import dataclass

_SECONDS = 60.0
_SECONDS_PER_MEGABYTE = 1.0
_MOST_SECONDS = 600.0
_PATIENCE = 5  # so many times as long a reading may take on a busy machine
_MEMORY = 1_280 * 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of the processor, and bytes of memory."""

    seconds: float
    memory: int = _MEMORY

    @property
    def patience(self) -> float:
        """The most seconds on the wall clock; ten minutes at the longest."""
        return min(self.seconds * _PATIENCE, _MOST_SECONDS)

    @classmethod
    def of(cls, size: int) -> "Limits":
        """The limits for a file of ``size`` bytes (``reliability.md``, short form, 1)."""
        return cls(min(_SECONDS + size / 2**20 * _SECONDS_PER_MEGABYTE, _MOST_SECONDS))


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
    _PROCESS_TIME, _PROCESS_MEMORY, _DIE_ON_EXCEPTION = 0x2, 0x100, 0x400

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    class _MemoryCounters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        )

    def peak() -> int:
        """The most memory, in bytes, that this process has had."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD)
        counters = _MemoryCounters()
        if not kernel.K32GetProcessMemoryInfo(
            kernel.GetCurrentProcess(), ctypes.byref(counters), ctypes.sizeof(counters)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        return int(counters.PeakPagefileUsage)

    def confine(limits: Limits) -> None:
        """Hold this process to ``limits`` from now on: it is put into a job object of its own."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        extended = _ExtendedLimits(ProcessMemoryLimit=limits.memory)
        extended.BasicLimitInformation.LimitFlags = _PROCESS_TIME | _PROCESS_MEMORY | _DIE_ON_EXCEPTION
        extended.BasicLimitInformation.PerProcessUserTimeLimit = int(limits.seconds * 10**7)
        job = kernel.CreateJobObjectW(None, None)
        told = kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(extended), ctypes.sizeof(extended))
        if not (told and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())):
            raise ctypes.WinError(ctypes.get_last_error())

else:
    import re
    import resource
    from pathlib import Path

    _NOTED = re.compile(r"^VmHWM:\s*(\d+) kB", re.MULTILINE)

    def peak() -> int:
        """The most memory, in bytes, that this process has had."""
        # getrusage counts in what the parent had when it began this process; the kernel's own note does not.
        noted = _NOTED.search(Path("/proc/self/status").read_text())
        return int(noted[1]) * 1024 if noted else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    def confine(limits: Limits) -> None:
        """Hold this process to ``limits`` from now on, even if its parent dies; a crash leaves no core file."""
        processor = math.ceil(limits.seconds)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
