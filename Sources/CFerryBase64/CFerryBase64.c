#include "CFerryBase64.h"

#if defined(__x86_64__)

#include <immintrin.h>

ferry_base64_level ferry_base64_best_level(void) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vbmi")) {
        return FERRY_BASE64_AVX512;
    }
    return __builtin_cpu_supports("avx2") ? FERRY_BASE64_AVX2 : FERRY_BASE64_NONE;
}

// Four 6-bit values in the bytes of a 32-bit lane become one 24-bit number: first pairs (a * 64 + b), then pairs of
// pairs (ab * 4096 + cd). The number's bytes then stand in reverse order in the lane.
#define FERRY_PAIRS 0x01400140
#define FERRY_QUADS 0x00011000

// A byte is sorted by its high nibble into a class, one bit each:
//   1: 0x2_ (only + and /)   2: 0x3_ (0 to 9)   4: 0x4_ and 0x6_ (all but the first)   8: 0x5_ and 0x7_ (0 to A)
//   16: every other high nibble (never allowed)
// The table of low nibbles holds the classes in which that low nibble is NOT a symbol; a common bit means "stop".
__attribute__((target("avx2"))) static size_t decode_avx2(
    const uint8_t *text, size_t count, uint8_t *bytes, size_t capacity) {
    const __m256i nibble = _mm256_set1_epi8(0x0f);
    const __m256i slash = _mm256_set1_epi8('/');
    const __m256i class_of_high = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(16, 16, 1, 2, 4, 8, 4, 8, 16, 16, 16, 16, 16, 16, 16, 16));
    const __m256i refused_of_low = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        16 + 4 + 1, 16 + 1, 16 + 1, 16 + 1, 16 + 1, 16 + 1, 16 + 1, 16 + 1, 16 + 1, 16 + 1, 16 + 2 + 1,
        16 + 8 + 2, 16 + 8 + 2 + 1, 16 + 8 + 2 + 1, 16 + 8 + 2 + 1, 16 + 8 + 2));
    // What to add to a symbol for its value, by high nibble; entry 1 serves the slash.
    const __m256i distance = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 63 - '/', 62 - '+', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0));
    const __m256i order = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
    const __m256i together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);

    size_t read = 0;
    size_t written = 0;
    while (count - read >= 32 && capacity - written >= 32) {
        const __m256i symbols = _mm256_loadu_si256((const __m256i *)(text + read));
        const __m256i high = _mm256_and_si256(_mm256_srli_epi32(symbols, 4), nibble);
        const __m256i low = _mm256_and_si256(symbols, nibble);
        const __m256i class = _mm256_shuffle_epi8(class_of_high, high);
        const __m256i refused = _mm256_shuffle_epi8(refused_of_low, low);
        if (!_mm256_testz_si256(class, refused)) {
            break;
        }
        const __m256i entry = _mm256_add_epi8(high, _mm256_cmpeq_epi8(symbols, slash));
        const __m256i values = _mm256_add_epi8(symbols, _mm256_shuffle_epi8(distance, entry));
        const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(FERRY_PAIRS));
        const __m256i quads = _mm256_madd_epi16(pairs, _mm256_set1_epi32(FERRY_QUADS));
        const __m256i lanes = _mm256_shuffle_epi8(quads, order);
        _mm256_storeu_si256((__m256i *)(bytes + written), _mm256_permutevar8x32_epi32(lanes, together));
        read += 32;
        written += 24;
    }
    return read;
}

// Value of each 7-bit byte, -1 where it is no symbol of either alphabet.
static const int8_t values_of_bytes[128] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62, -1, 62, -1, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
    -1, -1, -1, -1, -1, -1, -1, 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, -1, -1, -1, -1, 63, -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44,
    45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
};

// Which byte of the 24-bit numbers goes where, so that 48 bytes stand together.
static const uint8_t order_of_bytes[64] = {
    2,  1,  0,  6,  5,  4,  10, 9,  8,  14, 13, 12, 18, 17, 16, 22, 21, 20, 26, 25, 24, 30, 29, 28,
    34, 33, 32, 38, 37, 36, 42, 41, 40, 46, 45, 44, 50, 49, 48, 54, 53, 52, 58, 57, 56, 62, 61, 60,
};

__attribute__((target("avx512f,avx512bw,avx512vbmi"))) static size_t decode_avx512(
    const uint8_t *text, size_t count, uint8_t *bytes, size_t capacity) {
    const __m512i values_low = _mm512_loadu_si512(values_of_bytes);
    const __m512i values_high = _mm512_loadu_si512(values_of_bytes + 64);
    const __m512i order = _mm512_loadu_si512(order_of_bytes);

    size_t read = 0;
    size_t written = 0;
    while (count - read >= 64 && capacity - written >= 64) {
        const __m512i symbols = _mm512_loadu_si512(text + read);
        const __m512i values = _mm512_permutex2var_epi8(values_low, symbols, values_high);
        if (_mm512_movepi8_mask(_mm512_or_si512(symbols, values)) != 0) {
            break;
        }
        const __m512i pairs = _mm512_maddubs_epi16(values, _mm512_set1_epi32(FERRY_PAIRS));
        const __m512i quads = _mm512_madd_epi16(pairs, _mm512_set1_epi32(FERRY_QUADS));
        _mm512_storeu_si512(bytes + written, _mm512_permutexvar_epi8(order, quads));
        read += 64;
        written += 48;
    }
    return read;
}

size_t ferry_base64_decode_run(
    ferry_base64_level level, const uint8_t *text, size_t count, uint8_t *bytes, size_t capacity) {
    switch (level) {
    case FERRY_BASE64_AVX512:
        return decode_avx512(text, count, bytes, capacity);
    case FERRY_BASE64_AVX2:
        return decode_avx2(text, count, bytes, capacity);
    case FERRY_BASE64_NONE:
        return 0;
    }
    return 0;
}

#else

ferry_base64_level ferry_base64_best_level(void) {
    return FERRY_BASE64_NONE;
}

size_t ferry_base64_decode_run(
    ferry_base64_level level, const uint8_t *text, size_t count, uint8_t *bytes, size_t capacity) {
    (void)level;
    (void)text;
    (void)count;
    (void)bytes;
    (void)capacity;
    return 0;
}

#endif
