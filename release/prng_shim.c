/* For the rehearsal under wine 8 only, never shipped: Rust's standard library asks bcryptprimitives.dll for random
   bytes, which that wine lacks and every Windows since 7 has. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    return SystemFunction036(buffer, (ULONG)length);
}
