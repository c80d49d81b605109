#pragma once

#include <stddef.h>
#include <stdint.h>

// Sixteen samples at a time, in the vectors that the compiler has for every processor; on x86-64 each function exists a
// second time for AVX2, and the loader takes the one that runs.

#if defined(__x86_64__) && defined(__linux__)
#define FERRY_LANES __attribute__((target_clones("avx2", "default")))
#else
#define FERRY_LANES
#endif

#define FERRY_LANE_COUNT 16

typedef uint8_t ferry_bytes __attribute__((vector_size(16), aligned(1), may_alias));
typedef int16_t ferry_shorts __attribute__((vector_size(32)));
typedef uint16_t ferry_words __attribute__((vector_size(32)));
typedef uint16_t ferry_loose_words __attribute__((vector_size(32), aligned(2), may_alias));
typedef uint32_t ferry_counts __attribute__((vector_size(64)));

/// Sixteen samples from here on, as 16-bit numbers.
#define FERRY_LOAD(place) __builtin_convertvector(*(const ferry_bytes *)(place), ferry_shorts)
/// Magnitudes of sixteen numbers.
#define FERRY_MAGNITUDE(numbers) ((ferry_words)(((numbers) ^ ((numbers) < 0)) - ((numbers) < 0)))
/// As 32-bit numbers.
#define FERRY_WIDEN(numbers) __builtin_convertvector((numbers), ferry_counts)
/// A mask of the last `count` lanes.
#define FERRY_LAST(count) (*(const ferry_loose_words *)(ferry_lane_masks + (count)))

static const uint16_t ferry_lane_masks[2 * FERRY_LANE_COUNT] = {
    0,      0,      0,      0,      0,      0,      0,      0,      0,      0,      0,
    0,      0,      0,      0,      0,      0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff,
    0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff,
};

/// How many times lanes of 32 bits may take a number of 16 bits.
#define FERRY_ADDITIONS 65536

/// The sum of all lanes.
#define FERRY_TOTAL(counts) ferry_total((const uint32_t *)&(counts))

static inline uint64_t ferry_total(const uint32_t *lanes) {
    uint64_t total = 0;
    for (int lane = 0; lane < FERRY_LANE_COUNT; lane++) total += lanes[lane];
    return total;
}

/// Adds `magnitude(x)`, sixteen numbers that begin at `x`, over all rows: whole vectors first, then one that ends with
/// the row, of which only what is new counts. `one(x)` is a single number, for rows of fewer than sixteen.
#define FERRY_SUM_ROWS(width, height, next_row, many, one)                                   \
    uint64_t total = 0;                                                                      \
    const int whole = (width) / FERRY_LANE_COUNT * FERRY_LANE_COUNT;                         \
    const int rest = (width) - whole;                                                        \
    ferry_counts lanes = {0};                                                                \
    int room = FERRY_ADDITIONS;                                                              \
    for (int y = 0; y < (height); y++) {                                                     \
        if (whole == 0) {                                                                    \
            for (int x = 0; x < (width); x++) total += (uint64_t)(one(x));                   \
        } else {                                                                             \
            if (room < whole / FERRY_LANE_COUNT + 1) {                                       \
                total += FERRY_TOTAL(lanes);                                                 \
                lanes = (ferry_counts){0};                                                   \
                room = FERRY_ADDITIONS;                                                      \
            }                                                                                \
            for (int x = 0; x < whole; x += FERRY_LANE_COUNT) {                              \
                const ferry_words found = many(x);                                           \
                lanes += FERRY_WIDEN(found);                                                 \
            }                                                                                \
            if (rest > 0) {                                                                  \
                const ferry_words found = many((width) - FERRY_LANE_COUNT) & FERRY_LAST(rest); \
                lanes += FERRY_WIDEN(found);                                                 \
            }                                                                                \
            room -= whole / FERRY_LANE_COUNT + 1;                                            \
        }                                                                                    \
        next_row;                                                                            \
    }                                                                                        \
    return total + FERRY_TOTAL(lanes)
