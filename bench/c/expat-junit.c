// Reads a JUnit report with expat and counts its cases. With -DWITH_SQLITE and a second argument every case becomes a row
// of an SQLite database, in one durable transaction. Prints one line of JSON.
#include <expat.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_SQLITE
#include <sqlite3.h>
static sqlite3 *database;
static sqlite3_stmt *insert;
#endif

#define CHUNK (256 * 1024)
#define KEPT 4096

static long cases, failed, key_bytes, kept_bytes;
static int status, collecting, in_case;
static double duration;
static char key[65536], text[KEPT];
static size_t text_length;

static void XMLCALL start(void *data, const XML_Char *name, const XML_Char **attributes) {
  if (strcmp(name, "testcase") == 0) {
    const char *class_name = "", *case_name = "";
    duration = 0;
    for (int i = 0; attributes[i]; i += 2) {
      if (strcmp(attributes[i], "classname") == 0) class_name = attributes[i + 1];
      else if (strcmp(attributes[i], "name") == 0) case_name = attributes[i + 1];
      else if (strcmp(attributes[i], "time") == 0) duration = strtod(attributes[i + 1], NULL);
    }
    key_bytes += snprintf(key, sizeof key, "%s#%s", class_name, case_name);
    status = 1;
    in_case = 1;
  } else if (in_case && (strcmp(name, "failure") == 0 || strcmp(name, "error") == 0)) {
    status = name[0] == 'f' ? 2 : 3;
    collecting = 1;
    text_length = 0;
  } else if (in_case && strcmp(name, "skipped") == 0) {
    status = 4;
  }
}

static void XMLCALL characters(void *data, const XML_Char *more, int length) {
  if (!collecting || text_length == KEPT) return;
  size_t room = KEPT - text_length, taken = (size_t)length < room ? (size_t)length : room;
  memcpy(text + text_length, more, taken);
  text_length += taken;
}

static void XMLCALL end(void *data, const XML_Char *name) {
  if (collecting && (strcmp(name, "failure") == 0 || strcmp(name, "error") == 0)) {
    collecting = 0;
    kept_bytes += text_length;
  } else if (strcmp(name, "testcase") == 0) {
    in_case = 0;
    if (status == 2 || status == 3) failed++;
#ifdef WITH_SQLITE
    if (insert) {
      sqlite3_bind_int64(insert, 1, cases);
      sqlite3_bind_int(insert, 2, status);
      sqlite3_bind_double(insert, 3, duration);
      if (sqlite3_step(insert) != SQLITE_DONE) exit(4);
      sqlite3_reset(insert);
    }
#endif
    cases++;
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

int main(int count, char **words) {
  if (count < 2) return 2;
#ifdef WITH_SQLITE
  if (count > 2) {
    if (sqlite3_open(words[2], &database) != SQLITE_OK) return 3;
    sqlite3_exec(database,
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "CREATE TABLE IF NOT EXISTS result (run INTEGER, test INTEGER, status INTEGER, duration REAL,"
      " PRIMARY KEY (run, test)) WITHOUT ROWID",
      NULL, NULL, NULL);
  }
#endif
  double before = now();
#ifdef WITH_SQLITE
  if (database) {
    sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    char statement[128];
    snprintf(statement, sizeof statement, "INSERT INTO result VALUES (%s, ?1, ?2, ?3)", count > 3 ? words[3] : "1");
    if (sqlite3_prepare_v2(database, statement, -1, &insert, NULL) != SQLITE_OK) return 3;
  }
#endif
  int file = open(words[1], O_RDONLY);
  if (file < 0) return 3;
  XML_Parser parser = XML_ParserCreate(NULL);
  XML_SetElementHandler(parser, start, end);
  XML_SetCharacterDataHandler(parser, characters);
  for (;;) {
    void *buffer = XML_GetBuffer(parser, CHUNK);
    ssize_t length = read(file, buffer, CHUNK);
    if (length < 0) return 3;
    if (XML_ParseBuffer(parser, length, length == 0) != XML_STATUS_OK) return 4;
    if (length == 0) break;
  }
  XML_ParserFree(parser);
  close(file);
#ifdef WITH_SQLITE
  if (database) {
    sqlite3_finalize(insert);
    if (sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) return 4;
  }
#endif
  double took = now() - before;
  printf("{\"ms\":%.3f,\"cases\":%ld,\"failed\":%ld,\"keyBytes\":%ld,\"keptBytes\":%ld}\n", took, cases, failed, key_bytes, kept_bytes);
#ifdef WITH_SQLITE
  if (database) sqlite3_close(database);
#endif
  return 0;
}
