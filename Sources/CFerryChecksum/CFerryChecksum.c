#include "CFerryChecksum.h"

#if defined(__x86_64__)

#include <immintrin.h>

ferry_crc_level ferry_crc_best_level(void) {
    if (!__builtin_cpu_supports("pclmul")) {
        return FERRY_CRC_NONE;
    }
    const int wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("vpclmulqdq");
    return wide ? FERRY_CRC_VPCLMUL : FERRY_CRC_PCLMUL;
}

#define FERRY_CRC_NARROW __attribute__((target("pclmul,sse2")))
#define FERRY_CRC_WIDE __attribute__((target("avx512f,vpclmulqdq,pclmul")))

FERRY_CRC_NARROW static inline __m128i factors(ferry_crc_fold fold) {
    return _mm_set_epi64x((long long)fold.second, (long long)fold.first);
}

/// Moves 16 bytes to where `next` stands and adds it.
FERRY_CRC_NARROW static inline __m128i folded(__m128i state, __m128i by, __m128i next) {
    const __m128i first = _mm_clmulepi64_si128(state, by, 0x00);
    const __m128i second = _mm_clmulepi64_si128(state, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(first, second), next);
}

FERRY_CRC_NARROW static inline __m128i block(const uint8_t *bytes) {
    return _mm_loadu_si128((const __m128i *)bytes);
}

/// Folds whole blocks of 16 bytes, one behind the other, into `state`.
FERRY_CRC_NARROW static __m128i fold_blocks(
    __m128i state, const ferry_crc_folds *folds, const uint8_t *bytes, size_t count) {
    const __m128i by = factors(folds->by_128_bits);
    for (size_t place = 0; place + 16 <= count; place += 16) {
        state = folded(state, by, block(bytes + place));
    }
    return state;
}

FERRY_CRC_NARROW static size_t fold_narrow(
    const ferry_crc_folds *folds, uint64_t crc, const uint8_t *bytes, size_t count, uint8_t rest[16]) {
    if (count < 64) {
        return 0;
    }
    const __m128i far = factors(folds->by_512_bits);
    const __m128i near = factors(folds->by_128_bits);
    __m128i a = _mm_xor_si128(block(bytes), _mm_set_epi64x(0, (long long)crc));
    __m128i b = block(bytes + 16);
    __m128i c = block(bytes + 32);
    __m128i d = block(bytes + 48);
    size_t done = 64;
    for (; count - done >= 64; done += 64) {
        a = folded(a, far, block(bytes + done));
        b = folded(b, far, block(bytes + done + 16));
        c = folded(c, far, block(bytes + done + 32));
        d = folded(d, far, block(bytes + done + 48));
    }
    const __m128i one = folded(folded(folded(a, near, b), near, c), near, d);
    const size_t blocks = (count - done) & ~(size_t)15;
    _mm_storeu_si128((__m128i *)rest, fold_blocks(one, folds, bytes + done, blocks));
    return done + blocks;
}

FERRY_CRC_WIDE static inline __m512i folded_wide(__m512i state, __m512i by, __m512i next) {
    const __m512i first = _mm512_clmulepi64_epi128(state, by, 0x00);
    const __m512i second = _mm512_clmulepi64_epi128(state, by, 0x11);
    return _mm512_ternarylogic_epi64(first, second, next, 0x96);
}

FERRY_CRC_WIDE static size_t fold_wide(
    const ferry_crc_folds *folds, uint64_t crc, const uint8_t *bytes, size_t count, uint8_t rest[16]) {
    if (count < 256) {
        return fold_narrow(folds, crc, bytes, count, rest);
    }
    const __m512i by = _mm512_broadcast_i32x4(factors(folds->by_2048_bits));
    const __m512i start = _mm512_zextsi128_si512(_mm_set_epi64x(0, (long long)crc));
    __m512i a = _mm512_xor_si512(_mm512_loadu_si512(bytes), start);
    __m512i b = _mm512_loadu_si512(bytes + 64);
    __m512i c = _mm512_loadu_si512(bytes + 128);
    __m512i d = _mm512_loadu_si512(bytes + 192);
    size_t done = 256;
    for (; count - done >= 256; done += 256) {
        a = folded_wide(a, by, _mm512_loadu_si512(bytes + done));
        b = folded_wide(b, by, _mm512_loadu_si512(bytes + done + 64));
        c = folded_wide(c, by, _mm512_loadu_si512(bytes + done + 128));
        d = folded_wide(d, by, _mm512_loadu_si512(bytes + done + 192));
    }
    uint8_t lanes[256];
    _mm512_storeu_si512(lanes, a);
    _mm512_storeu_si512(lanes + 64, b);
    _mm512_storeu_si512(lanes + 128, c);
    _mm512_storeu_si512(lanes + 192, d);
    const __m128i one = fold_blocks(block(lanes), folds, lanes + 16, 240);
    const size_t blocks = (count - done) & ~(size_t)15;
    _mm_storeu_si128((__m128i *)rest, fold_blocks(one, folds, bytes + done, blocks));
    return done + blocks;
}

size_t ferry_crc_fold_run(
    ferry_crc_level level, const ferry_crc_folds *folds, uint64_t crc, const uint8_t *bytes, size_t count,
    uint8_t rest[16]) {
    switch (level) {
    case FERRY_CRC_VPCLMUL:
        return fold_wide(folds, crc, bytes, count, rest);
    case FERRY_CRC_PCLMUL:
        return fold_narrow(folds, crc, bytes, count, rest);
    case FERRY_CRC_NONE:
        return 0;
    }
    return 0;
}

#else

ferry_crc_level ferry_crc_best_level(void) {
    return FERRY_CRC_NONE;
}

size_t ferry_crc_fold_run(
    ferry_crc_level level, const ferry_crc_folds *folds, uint64_t crc, const uint8_t *bytes, size_t count,
    uint8_t rest[16]) {
    (void)level;
    (void)folds;
    (void)crc;
    (void)bytes;
    (void)count;
    (void)rest;
    return 0;
}

#endif
