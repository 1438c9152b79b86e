// Tests of the SDK's values, beside what the manifest's self-test shows.

static uint64_t digits(const char *text) { return digits_of(text); }

static void tests(void) {
  PC_EXPECT(pc_digits_length(0) == 0 && pc_digits_length(digits("00101")) == 5 && pc_digits_length(digits("1234567890123456")) == 15);
  PC_EXPECT(pc_digits_begin(digits("0010100"), digits("00101")) && !pc_digits_begin(digits("0010"), digits("00101")));
  PC_EXPECT(!pc_digits_begin(digits("00111"), digits("00101")) && pc_digits_begin(digits("1"), 0) && !pc_digits_begin(0, 0));
  PC_EXPECT(pc_digits_begin(digits("1234567890123456"), digits("123456789012345")));

  const uint64_t some[] = {1, 5, 9, UINT64_MAX};
  for (uint32_t n = 0; n <= 4; n++) {
    pc_ints ints = {some, n};
    for (uint64_t value = 0; value < 12; value++) {
      bool have = false;
      for (uint32_t i = 0; i < n; i++) have |= some[i] == value;
      PC_EXPECT(pc_ints_have(ints, value) == have);
    }
    PC_EXPECT(pc_ints_have(ints, UINT64_MAX) == (n == 4));
  }

  pc_verdict v = pc_try("{\"codes\": [9, 5, 5]}", "{\"code\": 5, \"cause\": 16}");
  PC_EXPECT(v.flag >> CONFIGURED & 1 && v.score == 16);
  v = pc_try("{\"codes\": [9]}", "{\"code\": 5}");
  PC_EXPECT(!(v.flag >> CONFIGURED & 1));
  PC_EXPECT(strcmp(pc_logged, "configured") == 0 && pc_logged_level == PC_INFO && pc_metrics[0] > 2);
  PC_EXPECT(!pc_configure(compile(json_field(pc_host.manifest, "config"), "{\"limit\": 13}")));
}
