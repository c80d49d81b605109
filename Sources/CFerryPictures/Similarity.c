#include "CFerryPictures.h"
#include "Lanes.h"

// What a window's similarity is made of, for squares of 4 x 4 samples side by side.
typedef struct {
    uint32_t *first;
    uint32_t *second;
    uint32_t *squares;
    uint32_t *products;
} square_sums;

static inline square_sums sums_in(uint32_t *room, int count) {
    return (square_sums){room, room + count, room + 2 * count, room + 3 * count};
}

size_t ferry_similarity_room(int width) { return 9 * (size_t)(width / 4 + 1); }

static inline void sum_square(
    const uint8_t *first, ptrdiff_t first_stride, const uint8_t *second, ptrdiff_t second_stride, square_sums sums,
    int place) {
    uint32_t a = 0, b = 0, squares = 0, products = 0;
    for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
            const uint32_t p = first[y * first_stride + x], q = second[y * second_stride + x];
            a += p;
            b += q;
            squares += p * p + q * q;
            products += p * q;
        }
    }
    sums.first[place] = a;
    sums.second[place] = b;
    sums.squares[place] = squares;
    sums.products[place] = products;
}

typedef uint32_t eight_counts __attribute__((vector_size(32)));
typedef uint32_t four_counts __attribute__((vector_size(16), aligned(4), may_alias));

/// Adds each four lanes that stand side by side.
#define EVERY_FOUR(counts, place)                                                                          \
    do {                                                                                                   \
        const eight_counts pairs = __builtin_shufflevector((counts), (counts), 0, 2, 4, 6, 8, 10, 12, 14)  \
            + __builtin_shufflevector((counts), (counts), 1, 3, 5, 7, 9, 11, 13, 15);                      \
        *(four_counts *)(place) = __builtin_shufflevector(pairs, pairs, 0, 2, 4, 6)                        \
            + __builtin_shufflevector(pairs, pairs, 1, 3, 5, 7);                                           \
    } while (0)

/// The sums of all squares in four rows of samples.
FERRY_LANES static void sum_band(
    const uint8_t *first, ptrdiff_t first_stride, const uint8_t *second, ptrdiff_t second_stride, square_sums sums,
    int count) {
    int place = 0;
    for (; place + 4 <= count; place += 4) {
        ferry_words a = {0}, b = {0};
        ferry_counts squares = {0}, products = {0};
        for (int y = 0; y < 4; y++) {
            const ferry_words p = (ferry_words)FERRY_LOAD(first + y * first_stride + 4 * place);
            const ferry_words q = (ferry_words)FERRY_LOAD(second + y * second_stride + 4 * place);
            const ferry_words pp = p * p, qq = q * q, pq = p * q;
            a += p;
            b += q;
            squares += FERRY_WIDEN(pp) + FERRY_WIDEN(qq);
            products += FERRY_WIDEN(pq);
        }
        const ferry_counts wide_a = FERRY_WIDEN(a), wide_b = FERRY_WIDEN(b);
        EVERY_FOUR(wide_a, sums.first + place);
        EVERY_FOUR(wide_b, sums.second + place);
        EVERY_FOUR(squares, sums.squares + place);
        EVERY_FOUR(products, sums.products + place);
    }
    for (; place < count; place++) {
        sum_square(first + 4 * place, first_stride, second + 4 * place, second_stride, sums, place);
    }
}

/// The similarity of each window of two squares by two, from the sums of two bands.
FERRY_LANES static double similarity_of_windows(square_sums above, square_sums below, int windows, float *found) {
    // (0.01 x 255)^2 and (0.03 x 255)^2, for sums over 64 samples instead of means.
    const float light = 0.0001f * 255 * 255 * 64, contrast = 0.0009f * 255 * 255 * 64 * 63;
#define WINDOW(part) (int32_t)(above.part[i] + above.part[i + 1] + below.part[i] + below.part[i + 1])
    for (int i = 0; i < windows; i++) {
        const int32_t a = WINDOW(first), b = WINDOW(second), squares = WINDOW(squares), products = WINDOW(products);
        const float variances = (float)(squares * 64 - a * a - b * b);
        const float covariance = (float)(products * 64 - a * b);
        found[i] = ((float)(2 * a * b) + light) * (2 * covariance + contrast)
            / (((float)(a * a + b * b) + light) * (variances + contrast));
    }
    double sum = 0;
    for (int i = 0; i < windows; i++) sum += found[i];
    return sum;
}

double ferry_similarity(
    const uint8_t *first, ptrdiff_t first_stride, const uint8_t *second, ptrdiff_t second_stride, int width, int height,
    uint32_t *room) {
    const int columns = width / 4, rows = height / 4;
    if (columns < 2 || rows < 2) return 0;
    square_sums above = sums_in(room, columns), below = sums_in(room + 4 * columns, columns);
    float *found = (float *)(room + 8 * columns);
    double sum = 0;
    for (int row = 0; row < rows; row++) {
        const square_sums done = above;
        above = below;
        below = done;
        sum_band(
            first + 4 * row * first_stride, first_stride, second + 4 * row * second_stride, second_stride, below,
            columns);
        if (row > 0) sum += similarity_of_windows(above, below, columns - 1, found);
    }
    return sum / ((double)(columns - 1) * (rows - 1));
}
