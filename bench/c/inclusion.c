// Verifies inclusion proofs with OpenSSL's SHA-256 as RFC 9162 section 2.1.3.2 says it: one for each of COUNT leaves,
// all of them in the tree of COUNT leaves. The leaf n is the hash of n as text. Usage: inclusion COUNT
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef uint8_t hash[32];

static EVP_MD_CTX *context;
static const EVP_MD *sha256;
static hash *levels[40];
static size_t widths[40], depth;

static void digest(const uint8_t *bytes, size_t length, uint8_t *out) {
  EVP_DigestInit_ex2(context, sha256, NULL);
  EVP_DigestUpdate(context, bytes, length);
  EVP_DigestFinal_ex(context, out, NULL);
}

static void node(const uint8_t *left, const uint8_t *right, uint8_t *out) {
  uint8_t joined[65];
  joined[0] = 1;
  memcpy(joined + 1, left, 32);
  memcpy(joined + 33, right, 32);
  digest(joined, 65, out);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

int main(int count, char **words) {
  if (count < 2) return 2;
  size_t leaves = strtoul(words[1], NULL, 10);
  context = EVP_MD_CTX_new();
  sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  levels[0] = malloc(leaves * sizeof(hash));
  for (size_t at = 0; at < leaves; at++) {
    char text[24];
    int digits = snprintf(text, sizeof text, "%c%zu", 0, at);
    digest((uint8_t *)text, digits, levels[0][at]);
  }
  // A node without a sibling goes up as it is: the same tree, level by level.
  for (widths[0] = leaves; widths[depth] > 1; depth++) {
    size_t width = widths[depth], above = (width + 1) / 2;
    levels[depth + 1] = malloc(above * sizeof(hash));
    for (size_t at = 0; at < above; at++) {
      if (at * 2 + 1 < width) node(levels[depth][at * 2], levels[depth][at * 2 + 1], levels[depth + 1][at]);
      else memcpy(levels[depth + 1][at], levels[depth][at * 2], 32);
    }
    widths[depth + 1] = above;
  }
  hash(*paths)[40] = malloc(leaves * sizeof *paths);
  uint8_t *lengths = calloc(leaves, 1);
  for (size_t leaf = 0; leaf < leaves; leaf++) {
    size_t at = leaf;
    for (size_t level = 0; level < depth; level++, at /= 2)
      if ((at ^ 1) < widths[level]) memcpy(paths[leaf][lengths[leaf]++], levels[level][at ^ 1], 32);
  }
  double before = now();
  size_t right = 0;
  for (size_t leaf = 0; leaf < leaves; leaf++) {
    size_t fn = leaf, sn = leaves - 1;
    hash r;
    memcpy(r, levels[0][leaf], 32);
    int fits = 1;
    for (size_t step = 0; step < lengths[leaf]; step++) {
      if (sn == 0) fits = 0;
      if ((fn & 1) || fn == sn) {
        node(paths[leaf][step], r, r);
        while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
      } else {
        node(r, paths[leaf][step], r);
      }
      fn >>= 1, sn >>= 1;
    }
    right += fits && sn == 0 && memcmp(r, levels[depth][0], 32) == 0;
  }
  double took = now() - before;
  const uint8_t *root = levels[depth][0];
  uint32_t head = (uint32_t)root[0] << 24 | root[1] << 16 | root[2] << 8 | root[3];
  printf("{\"ms\":%.3f,\"right\":%zu,\"head\":%u}\n", took, right, head);
  return 0;
}
