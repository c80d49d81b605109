#include "CFerryPictures.h"
#include "Lanes.h"

#include <stdlib.h>

FERRY_LANES uint64_t ferry_squared_error(
    const uint8_t *first, ptrdiff_t first_stride, const uint8_t *second, ptrdiff_t second_stride, int width,
    int height) {
// A difference is below 256, so its square fits 16 bits without a sign.
#define ERRORS(x) ((ferry_words)(FERRY_LOAD(first + (x)) - FERRY_LOAD(second + (x))))
#define SQUARES(x) (ERRORS(x) * ERRORS(x))
#define SQUARE(x) ((first[x] - second[x]) * (first[x] - second[x]))
    FERRY_SUM_ROWS(width, height, (first += first_stride, second += second_stride), SQUARES, SQUARE);
}

FERRY_LANES uint64_t ferry_change(
    const uint8_t *now, ptrdiff_t now_stride, const uint8_t *before, ptrdiff_t before_stride, int width, int height) {
#define CHANGES(x) FERRY_MAGNITUDE(FERRY_LOAD(now + (x)) - FERRY_LOAD(before + (x)))
#define CHANGE(x) abs(now[x] - before[x])
    FERRY_SUM_ROWS(width, height, (now += now_stride, before += before_stride), CHANGES, CHANGE);
}

FERRY_LANES uint64_t ferry_second_change(
    const uint8_t *now, ptrdiff_t now_stride, const uint8_t *before, ptrdiff_t before_stride, const uint8_t *earlier,
    ptrdiff_t earlier_stride, int width, int height) {
#define TURNS(x) \
    FERRY_MAGNITUDE(FERRY_LOAD(now + (x)) - 2 * FERRY_LOAD(before + (x)) + FERRY_LOAD(earlier + (x)))
#define TURN(x) abs(now[x] - 2 * before[x] + earlier[x])
    FERRY_SUM_ROWS(
        width, height, (now += now_stride, before += before_stride, earlier += earlier_stride), TURNS, TURN);
}

static inline int square(const uint8_t *samples, ptrdiff_t stride) {
    return samples[0] + samples[1] + samples[stride] + samples[stride + 1];
}

uint64_t ferry_coarse_change(
    const uint8_t *now, ptrdiff_t now_stride, const uint8_t *before, ptrdiff_t before_stride, int width, int height) {
    uint64_t total = 0;
    for (int y = 0; y + 1 < height; y += 2) {
        for (int x = 0; x + 1 < width; x += 2) {
            total += (uint64_t)abs(
                square(now + y * now_stride + x, now_stride) - square(before + y * before_stride + x, before_stride));
        }
    }
    return total;
}

uint64_t ferry_coarse_second_change(
    const uint8_t *now, ptrdiff_t now_stride, const uint8_t *before, ptrdiff_t before_stride, const uint8_t *earlier,
    ptrdiff_t earlier_stride, int width, int height) {
    uint64_t total = 0;
    for (int y = 0; y + 1 < height; y += 2) {
        for (int x = 0; x + 1 < width; x += 2) {
            total += (uint64_t)abs(
                square(now + y * now_stride + x, now_stride)
                - 2 * square(before + y * before_stride + x, before_stride)
                + square(earlier + y * earlier_stride + x, earlier_stride));
        }
    }
    return total;
}
