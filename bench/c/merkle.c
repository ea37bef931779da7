// The RFC 6962 root over COUNT bodies of LENGTH bytes with OpenSSL's SHA-256. The body of entry n is n as text, padded
// with the letter x. Usage: merkle COUNT LENGTH
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static EVP_MD_CTX *context;
static const EVP_MD *sha256;

static void digest(const uint8_t *bytes, size_t length, uint8_t *out) {
  EVP_DigestInit_ex2(context, sha256, NULL);
  EVP_DigestUpdate(context, bytes, length);
  EVP_DigestFinal_ex(context, out, NULL);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

int main(int count, char **words) {
  if (count < 3) return 2;
  size_t entries = strtoul(words[1], NULL, 10), length = strtoul(words[2], NULL, 10);
  uint8_t *bodies = malloc(entries * (length + 1));
  if (!bodies) return 3;
  memset(bodies, 'x', entries * (length + 1));
  for (size_t at = 0; at < entries; at++) {
    uint8_t *body = bodies + at * (length + 1);
    char number[24];
    int digits = snprintf(number, sizeof number, "%zu", at);
    body[0] = 0;
    memcpy(body + 1, number, digits);
  }
  context = EVP_MD_CTX_new();
  sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  double before = now();
  uint8_t stack[64][32], joined[65];
  size_t depth = 0;
  joined[0] = 1;
  for (size_t at = 0; at < entries; at++) {
    digest(bodies + at * (length + 1), length + 1, stack[depth++]);
    for (size_t bits = at; bits & 1; bits >>= 1) {
      memcpy(joined + 1, stack[depth - 2], 64);
      digest(joined, 65, stack[--depth - 1]);
    }
  }
  while (depth > 1) {
    memcpy(joined + 1, stack[depth - 2], 64);
    digest(joined, 65, stack[--depth - 1]);
  }
  double took = now() - before;
  uint32_t head = (uint32_t)stack[0][0] << 24 | stack[0][1] << 16 | stack[0][2] << 8 | stack[0][3];
  printf("{\"ms\":%.3f,\"head\":%u}\n", took, head);
  return 0;
}
