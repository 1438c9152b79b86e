// Lets user-mode Linux 6.1 run on processors with AMX. It keeps 2,696 octets of a
// process's extended state, which is all that there is up to AVX-512 and PKRU. With
// AMX there are 11 KiB, of which the host takes all or nothing: PTRACE_SETREGSET
// fails with EFAULT, and so does the guest. Newer guests ask for the size.
//
// Preloaded, this completes what is written by the state as it would be at first:
// nothing in the guest uses AMX, which a process has to ask for (arch_prctl(2)).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>

#define XSTATE_BV 512 // offset of the map of components that follow (Intel SDM volume 1, 13.4.2)

static long (*next)(int, pid_t, void *, void *);
static size_t size; // of the whole state; 0 until known

// Static, since the guest's kernel has small stacks. It runs on one thread.
static uint8_t whole[64 << 10] __attribute__((aligned(64)));

__attribute__((constructor)) static void find(void) { next = dlsym(RTLD_NEXT, "ptrace"); }

static void learn(pid_t pid) {
  struct iovec all = {whole, sizeof whole};
  if (next(PTRACE_GETREGSET, pid, (void *)NT_X86_XSTATE, &all) == 0) size = all.iov_len;
}

static long set(pid_t pid, const struct iovec *part) {
  uint64_t present;
  struct iovec all = {whole, size};
  memset(whole, 0, size);
  memcpy(whole, part->iov_base, part->iov_len);
  memcpy(&present, whole + XSTATE_BV, sizeof present);
  present &= (1u << 17) - 1; // without XTILECFG and XTILEDATA
  memcpy(whole + XSTATE_BV, &present, sizeof present);
  return next(PTRACE_SETREGSET, pid, (void *)NT_X86_XSTATE, &all);
}

long ptrace(enum __ptrace_request request, ...) {
  va_list list;
  va_start(list, request);
  pid_t pid = va_arg(list, pid_t);
  void *address = va_arg(list, void *);
  void *data = va_arg(list, void *);
  va_end(list);
  if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE) {
    const struct iovec *part = data;
    if (size == 0) learn(pid);
    if (part->iov_len < size) return set(pid, part);
  }
  return next(request, pid, address, data);
}
