// Loaded into the program by LD_PRELOAD: makes calls on files fail, or kills the process, as environment variables say. It
// needs no rights, no mount and no full disk. Counted are calls on files below CRYSTALGAN_FAULT_BELOW (an absolute path) and
// on relative paths; never the standard streams. Other programs that the process starts are left alone.
//
// CRYSTALGAN_FAULT          kill, terminate (SIGTERM), or a number of errno (ENOSPC, EIO, EACCES, EROFS, EINTR), or short: writes and reads are
//                           of at most 1000 bytes. Without it calls are counted only.
// CRYSTALGAN_FAULT_CALLS    change (open for writing, write, close of a written file, fsync, rename, mkdir, remove,
//                           truncate), or read (open for reading, read)
// CRYSTALGAN_FAULT_AT       the call that fails, from 1
// CRYSTALGAN_FAULT_STAYS    set: all later calls fail too; of EINTR every second write or read. A full disk lets files be removed.
// CRYSTALGAN_FAULT_BYTES    instead of _AT: so many bytes fit on the disk
// CRYSTALGAN_FAULT_SECONDS  instead of _AT, for kill: processor time
// CRYSTALGAN_FAULT_COUNT    a file that receives at the end: changes, reads, bytes written, seconds of processor time
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { kChange, kRead };
enum { kMaxShort = 1000, kMaxDescriptors = 4096 };

static int active;  // in the program itself
static int fault;   // errno; 0: none
static int sends;   // a signal, or 0
static int shortens, stays;
static enum kind faulty_kind;
static long fault_at;         // 0: not by number
static long bytes_left = -1;  // -1: no limit
static const char* below;
static atomic_long counts[2], bytes;
static atomic_char written[kMaxDescriptors];  // descriptors of counted files that were opened for writing

static long number(const char* name) {
  const char* text = getenv(name);
  return text == NULL ? -1 : atol(text);
}

__attribute__((constructor)) static void start(void) {
  const char* what = getenv("CRYSTALGAN_FAULT");
  const char* calls = getenv("CRYSTALGAN_FAULT_CALLS");
  below = getenv("CRYSTALGAN_FAULT_BELOW");
  active = below != NULL && strcmp(program_invocation_short_name, "crystalgan") == 0;
  if (!active || what == NULL) return;
  if (strcmp(what, "kill") == 0) sends = SIGKILL;
  if (strcmp(what, "terminate") == 0) sends = SIGTERM;
  shortens = strcmp(what, "short") == 0;
  fault = atoi(what);
  faulty_kind = calls != NULL && strcmp(calls, "read") == 0 ? kRead : kChange;
  fault_at = number("CRYSTALGAN_FAULT_AT");
  bytes_left = number("CRYSTALGAN_FAULT_BYTES");
  stays = getenv("CRYSTALGAN_FAULT_STAYS") != NULL;
  const char* seconds = getenv("CRYSTALGAN_FAULT_SECONDS");
  if (seconds == NULL) return;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
  const double s = atof(seconds);
  const struct itimerspec once = {.it_value = {(time_t)s, 1 + (long)(1e9 * (s - (double)(time_t)s))}};
  timer_t timer;
  if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) != 0 || timer_settime(timer, 0, &once, NULL) != 0) abort();
}

__attribute__((destructor)) static void end(void) {
  const char* path = getenv("CRYSTALGAN_FAULT_COUNT");
  if (!active || path == NULL) return;
  active = 0;
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  char text[200];
  const int size = snprintf(text, sizeof text, "%ld %ld %ld %.6f\n", counts[kChange], counts[kRead], bytes,
                            (double)used.tv_sec + 1e-9 * (double)used.tv_nsec);
  const long file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (syscall(SYS_write, file, text, size) != size) abort();
}

static int is_below(const char* path) { return path[0] != '/' || strncmp(path, below, strlen(below)) == 0; }

static int counts_descriptor(int number) {
  if (number <= STDERR_FILENO || number >= kMaxDescriptors) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", number);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return 0;
  path[size] = '\0';
  return path[0] == '/' && is_below(path);
}

static int counts_path(int folder, const char* path) {
  if (path == NULL) return 0;
  return path[0] == '/' || folder == AT_FDCWD ? is_below(path) : counts_descriptor(folder);
}

enum effect { kChanges, kRemoves, kTransfers };

// Counts a call; true with errno where it fails.
static int fails(enum kind kind, enum effect effect) {
  if (!active) return 0;
  const long number = ++counts[kind];
  if (kind != faulty_kind || fault_at <= 0 || number < fault_at) return 0;
  if (number > fault_at && !stays) return 0;
  if (sends != 0) kill(getpid(), sends);
  if (fault == 0 || (fault == ENOSPC && effect == kRemoves)) return 0;
  if (fault == EINTR && (effect != kTransfers || (number - fault_at) % 2 != 0)) return 0;
  errno = fault;
  return 1;
}

#define ORIGINAL(name) __typeof__(&name) original = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int opened(int result, int flags) {
  if (active && result >= 0 && result < kMaxDescriptors) written[result] = (flags & O_ACCMODE) != O_RDONLY;
  return result;
}

static int open_fails(int folder, const char* path, int flags) {
  if (!active || (flags & O_DIRECTORY) != 0 || !counts_path(folder, path)) return 0;
  const enum kind kind = (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) == O_RDONLY ? kRead : kChange;
  return fails(kind, kChanges);
}

#define MODE_OF(flags)                          \
  mode_t mode = 0;                              \
  if (((flags) & (O_CREAT | O_TMPFILE)) != 0) { \
    va_list rest;                               \
    va_start(rest, flags);                      \
    mode = va_arg(rest, mode_t);                \
    va_end(rest);                               \
  }

#define OPEN(name)                                     \
  int name(const char* path, int flags, ...) {         \
    MODE_OF(flags)                                     \
    ORIGINAL(name);                                    \
    if (open_fails(AT_FDCWD, path, flags)) return -1;  \
    return opened(original(path, flags, mode), flags); \
  }
#define OPENAT(name)                                           \
  int name(int folder, const char* path, int flags, ...) {     \
    MODE_OF(flags)                                             \
    ORIGINAL(name);                                            \
    if (open_fails(folder, path, flags)) return -1;            \
    return opened(original(folder, path, flags, mode), flags); \
  }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

#define FOPEN(name)                                                                    \
  FILE* name(const char* path, const char* how) {                                      \
    ORIGINAL(name);                                                                    \
    const int flags = how[0] == 'r' && strchr(how, '+') == NULL ? O_RDONLY : O_WRONLY; \
    if (open_fails(AT_FDCWD, path, flags)) return NULL;                                \
    FILE* file = original(path, how);                                                  \
    if (file != NULL) opened(fileno(file), flags);                                     \
    return file;                                                                       \
  }
FOPEN(fopen)
FOPEN(fopen64)

// How much of a write or read is done: -1 with errno where it fails.
static ssize_t allowed(enum kind kind, int number, size_t size) {
  if (!active || !counts_descriptor(number)) return (ssize_t)size;
  if (fails(kind, kTransfers)) return -1;
  if (shortens && size > kMaxShort) size = kMaxShort;
  if (kind == kRead) return (ssize_t)size;
  if (bytes_left >= 0) {
    const long left = bytes_left - bytes;
    if (left <= 0 && size > 0) return errno = ENOSPC, -1;
    if ((long)size > left) size = (size_t)left;
  }
  bytes += (long)size;
  return (ssize_t)size;
}

ssize_t write(int number, const void* from, size_t size) {
  ORIGINAL(write);
  const ssize_t now = allowed(kChange, number, size);
  return now < 0 ? -1 : original(number, from, (size_t)now);
}

#define PWRITE(name)                                                     \
  ssize_t name(int number, const void* from, size_t size, off_t place) { \
    ORIGINAL(name);                                                      \
    const ssize_t now = allowed(kChange, number, size);                  \
    return now < 0 ? -1 : original(number, from, (size_t)now, place);    \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PREAD(name)                                                 \
  ssize_t name(int number, void* to, size_t size, off_t place) {    \
    ORIGINAL(name);                                                 \
    const ssize_t now = allowed(kRead, number, size);               \
    return now < 0 ? -1 : original(number, to, (size_t)now, place); \
  }
PREAD(pread)
PREAD(pread64)

ssize_t writev(int number, const struct iovec* parts, int count) {
  ORIGINAL(writev);
  for (int i = 0; i < count; ++i)
    if (parts[i].iov_len > 0 && counts_descriptor(number)) return write(number, parts[i].iov_base, parts[i].iov_len);
  return original(number, parts, count);
}

ssize_t read(int number, void* to, size_t size) {
  ORIGINAL(read);
  const ssize_t now = allowed(kRead, number, size);
  return now < 0 ? -1 : original(number, to, (size_t)now);
}

int close(int number) {
  ORIGINAL(close);
  const int is_counted =
      active && number >= 0 && number < kMaxDescriptors && written[number] && counts_descriptor(number);
  const int result = original(number);
  if (is_counted) {
    written[number] = 0;
    if (fails(kChange, kChanges)) return -1;
  }
  return result;
}

#define OF_DESCRIPTOR(name, parameters, arguments)                                          \
  int name parameters {                                                                     \
    ORIGINAL(name);                                                                         \
    return counts_descriptor(number) && fails(kChange, kChanges) ? -1 : original arguments; \
  }
OF_DESCRIPTOR(fsync, (int number), (number))
OF_DESCRIPTOR(fdatasync, (int number), (number))
OF_DESCRIPTOR(ftruncate, (int number, off_t size), (number, size))
OF_DESCRIPTOR(ftruncate64, (int number, off_t size), (number, size))

#define OF_PATH(name, folder, effect, parameters, arguments)                                        \
  int name parameters {                                                                             \
    ORIGINAL(name);                                                                                 \
    return active && counts_path(folder, path) && fails(kChange, effect) ? -1 : original arguments; \
  }
OF_PATH(truncate, AT_FDCWD, kChanges, (const char* path, off_t size), (path, size))
OF_PATH(mkdir, AT_FDCWD, kChanges, (const char* path, mode_t mode), (path, mode))
OF_PATH(mkdirat, folder, kChanges, (int folder, const char* path, mode_t mode), (folder, path, mode))
OF_PATH(rename, AT_FDCWD, kChanges, (const char* path, const char* to), (path, to))
OF_PATH(renameat, folder, kChanges, (int folder, const char* path, int other, const char* to),
        (folder, path, other, to))
OF_PATH(renameat2, folder, kChanges, (int folder, const char* path, int other, const char* to, unsigned flags),
        (folder, path, other, to, flags))
OF_PATH(unlink, AT_FDCWD, kRemoves, (const char* path), (path))
OF_PATH(unlinkat, folder, kRemoves, (int folder, const char* path, int flags), (folder, path, flags))
OF_PATH(rmdir, AT_FDCWD, kRemoves, (const char* path), (path))
OF_PATH(remove, AT_FDCWD, kRemoves, (const char* path), (path))
