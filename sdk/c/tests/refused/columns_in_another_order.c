// manifest.json has "code" where the filter declares imsi_owner
#define PC_MANIFEST "../../example/manifest.json"
#define PC_COLUMNS(C) C(imsi_owner) C(code)
#define PC_REASONS(R) R(STRANGER, "stranger")
#include "portcullis.h"

static pc_verdict judge(pc_row row) { return (pc_verdict){.block = row_code(row) == 32}; }

PC_FILTER(judge);
