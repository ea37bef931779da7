// Preloaded into a process, makes every fsync and fdatasync take PROMOTRAIL_BENCH_SYNC_MS milliseconds longer: the disk of
// somebody else.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_longer(void) {
  static long delay = -1;
  if (delay < 0) {
    const char *wanted = getenv("PROMOTRAIL_BENCH_SYNC_MS");
    delay = wanted ? atol(wanted) : 0;
  }
  struct timespec time = {delay / 1000, delay % 1000 * 1000000};
  if (delay > 0) nanosleep(&time, NULL);
}

int fsync(int file) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_longer();
  return real(file);
}

int fdatasync(int file) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_longer();
  return real(file);
}
