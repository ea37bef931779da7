// Counts the coverage of a catalogue in several environments: the job of Promotrail's tally, on the same bytes.
// Usage: coverage FILE SIZE ENVIRONMENTS CLASSES ROUNDS. FILE holds, per test of the catalogue, two bytes for its class,
// one for the category it belongs to, one for the category the release knows it under, and one for what its predecessor
// had; then, per environment, one status byte per test; then, per class and environment, whether the class counts there.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ABSENT 5
#define FLAKY 8

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

int main(int count, char **words) {
  if (count < 6) return 2;
  size_t size = strtoul(words[2], NULL, 10), environments = strtoul(words[3], NULL, 10);
  size_t classes = strtoul(words[4], NULL, 10), rounds = strtoul(words[5], NULL, 10);
  size_t bytes = size * (environments + 5) + classes * environments;
  uint8_t *all = malloc(bytes);
  FILE *file = fopen(words[1], "rb");
  if (!all || !file || fread(all, 1, bytes, file) != bytes) return 3;
  fclose(file);
  const uint16_t *class_of = (const uint16_t *)all;
  const uint8_t *home = all + size * 2, *own = home + size, *inherited = own + size;
  const uint8_t *statuses = inherited + size, *scopes = statuses + size * environments;
  double *took = malloc(rounds * sizeof(double));
  uint64_t passed = 0, in_scope = 0, flaky = 0;
  // By class, state at the exit, and whether only the predecessor had it.
  uint32_t *counts = malloc(classes * 12 * sizeof *counts), *flakies = malloc(classes * 12 * sizeof *flakies);
  for (size_t round = 0; round < rounds; round++) {
    double before = now();
    passed = in_scope = flaky = 0;
    for (size_t environment = 0; environment < environments; environment++) {
      const uint8_t *status = statuses + size * environment;
      memset(counts, 0, classes * 12 * sizeof *counts);
      memset(flakies, 0, classes * 12 * sizeof *flakies);
      for (size_t at = 0; at < size; at++) {
        uint8_t code = own[at] ? own[at] : inherited[at];
        if (code == 0) continue;
        if (home[at] != code - 1) return 4;
        size_t class = class_of[at];
        if (class >= classes) return 4;
        uint8_t slot = status[at];
        size_t exit = scopes[class * environments + environment] ? slot & 7 : ABSENT;
        size_t bucket = (class * 6 + exit) * 2 + (own[at] == 0);
        counts[bucket]++;
        if (slot & FLAKY) flakies[bucket]++;
      }
      for (size_t bucket = 0; bucket < classes * 12; bucket++) {
        size_t exit = bucket / 2 % 6;
        if (exit == ABSENT) continue;
        in_scope += counts[bucket];
        flaky += flakies[bucket];
        if (exit == 1) passed += counts[bucket];
      }
    }
    took[round] = now() - before;
  }
  qsort(took, rounds, sizeof(double), compare);
  printf("{\"ms\":%.4f,\"passed\":%llu,\"inScope\":%llu,\"flaky\":%llu}\n", took[rounds / 2],
         (unsigned long long)passed, (unsigned long long)in_scope, (unsigned long long)flaky);
  return 0;
}
