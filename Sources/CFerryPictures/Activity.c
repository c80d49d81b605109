#include "CFerryPictures.h"
#include "Lanes.h"

#include <stdlib.h>

FERRY_LANES uint64_t ferry_spatial_activity(const uint8_t *samples, ptrdiff_t stride, int width, int height) {
// The filter is 16 times the sample less the smooth (1 2 1) x (1 2 1) around it; all of it fits 16 bits with a sign.
#define COLUMN(x) (FERRY_LOAD(samples + (x)-stride) + 2 * FERRY_LOAD(samples + (x)) + FERRY_LOAD(samples + (x) + stride))
#define EDGES(x) \
    FERRY_MAGNITUDE(16 * FERRY_LOAD(samples + (x)) - COLUMN((x)-1) - 2 * COLUMN(x) - COLUMN((x) + 1))
#define SUM3(x) (samples[(x)-stride] + 2 * samples[x] + samples[(x) + stride])
#define EDGE(x) abs(16 * samples[x] - SUM3((x)-1) - 2 * SUM3(x) - SUM3((x) + 1))
    FERRY_SUM_ROWS(width, height, samples += stride, EDGES, EDGE);
}

/// The samples `from` to `from + count - 1` of a row.
static inline int run(const uint8_t *row, int from, int count) {
    int sum = 0;
    for (int x = from; x < from + count; x++) sum += row[x];
    return sum;
}

/// The high-pass over the 2 x 2 samples at a place: 12 for each of them, -3 for each that touches them by a side, -2 for
/// the four at their corners, -1 for the two beyond each side and the two beside those.
static inline int coarse_edge(const uint8_t *at, ptrdiff_t stride) {
    const uint8_t *above = at - stride, *below = at + stride, *under = at + 2 * stride;
    const int inner = run(at, 0, 2) + run(below, 0, 2);
    const int sides = run(above, 0, 2) + run(under, 0, 2) + at[-1] + at[2] + below[-1] + below[2];
    const int corners = above[-1] + above[2] + under[-1] + under[2];
    int far = run(at - 2 * stride, -1, 4) + run(at + 3 * stride, -1, 4);
    for (const uint8_t *row = above; row <= under; row += stride) far += row[-2] + row[3];
    return 12 * inner - 3 * sides - 2 * corners - far;
}

uint64_t ferry_coarse_spatial_activity(const uint8_t *samples, ptrdiff_t stride, int width, int height) {
    uint64_t total = 0;
    for (int y = 0; y + 1 < height; y += 2) {
        for (int x = 0; x + 1 < width; x += 2) {
            total += (uint64_t)abs(coarse_edge(samples + y * stride + x, stride));
        }
    }
    return total;
}
