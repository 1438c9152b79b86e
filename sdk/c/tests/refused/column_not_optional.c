// manifest.json has "imsi_owner" where the filter declares imsi_owner as optional
#define PC_MANIFEST "../../example/manifest.json"
#define PC_COLUMNS(C) C(code)
#define PC_OPTIONAL(C) C(imsi_owner)
#define PC_REASONS(R) R(STRANGER, "stranger")
#include "portcullis.h"

static pc_verdict judge(pc_row row) { return (pc_verdict){.block = row_code(row) == 32}; }

PC_FILTER(judge);
