// A reader of JSON texts for the native tests. It trusts the text, which is a file
// of the project: of a broken one it makes no sense, but it comes to an end.
#ifndef PC_TESTING_JSON_H
#define PC_TESTING_JSON_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef const char *json; // a value in a text that ends with a zero; null is nothing

static json json_space(json j) {
  while (*j == ' ' || *j == '\n' || *j == '\r' || *j == '\t') j++;
  return j;
}

// json_end is behind a value.
static json json_end(json j) {
  int depth = 0;
  do {
    if (*j == '"') {
      for (j++; *j != 0 && *j != '"'; j++)
        if (*j == '\\' && j[1] != 0) j++;
      if (*j == '"') j++;
    } else if (*j == '{' || *j == '[') {
      depth++, j++;
    } else if (*j == '}' || *j == ']') {
      depth--, j++;
    } else if (depth > 0) {
      j++;
    } else {
      j += strcspn(j, ",:]} \n\r\t");
    }
  } while (depth > 0 && *j != 0);
  return j;
}

// json_first is the first element of an array, or the first key of an object.
static json json_first(json j) {
  if (j == NULL || (*j != '[' && *j != '{')) return NULL;
  j = json_space(j + 1);
  return *j == ']' || *j == '}' || *j == 0 ? NULL : j;
}

// json_next is the element after this one, or the key after this value.
static json json_next(json j) {
  j = json_space(json_end(j));
  return *j == ',' ? json_space(j + 1) : NULL;
}

// json_value is the value of this key.
static json json_value(json key) { return json_space(json_space(json_end(key)) + 1); }

static bool json_is(json j, const char *text) {
  size_t n = strlen(text);
  return j != NULL && *j == '"' && strncmp(j + 1, text, n) == 0 && j[n + 1] == '"';
}

static json json_field(json object, const char *name) {
  for (json key = json_first(object); key != NULL; key = json_next(json_value(key)))
    if (json_is(key, name)) return json_value(key);
  return NULL;
}

static json json_element(json array, size_t at) {
  json j = json_first(array);
  while (at-- > 0 && j != NULL) j = json_next(j);
  return j;
}

static size_t json_count(json array) {
  size_t n = 0;
  for (json j = json_first(array); j != NULL; j = json_next(j)) n++;
  return n;
}

// json_text copies a value, a string without its quotes, and ends it with a zero.
// The copy is never freed.
static char *json_text(json j) {
  json end = json_end(j);
  if (*j == '"') j++, end--;
  char *text = malloc((size_t)(end - j) + 1);
  memcpy(text, j, (size_t)(end - j));
  text[end - j] = 0;
  return text;
}

// json_file reads a whole file.
static json json_file(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s%s%s", name[0] == '/' ? "" : folder, name[0] == '/' ? "" : "/", name);
  FILE *f = fopen(path, "rb");
  if (f == NULL) {
    fprintf(stderr, "no %s\n", path);
    exit(1);
  }
  char *text = NULL;
  size_t size = 0, got;
  do {
    text = realloc(text, size + 65537);
    got = fread(text + size, 1, 65536, f);
    size += got;
  } while (got > 0);
  fclose(f);
  text[size] = 0;
  return json_space(text);
}

#endif
