#pragma once

#include <stddef.h>
#include <stdint.h>

/// The widest carry-less multiplication that this processor and its operating system offer.
typedef enum {
    /// None that this door knows; use tables.
    FERRY_CRC_NONE = 0,
    /// PCLMULQDQ: 64 bytes a step.
    FERRY_CRC_PCLMUL = 1,
    /// VPCLMULQDQ with AVX-512: 256 bytes a step.
    FERRY_CRC_VPCLMUL = 2,
} ferry_crc_level;

/// What moves 16 bytes a distance further along a message, modulo the polynomial of a reflected CRC.
///
/// For a distance of d bits `first` is x^(d+63) and `second` x^(d-1), each with its lowest power in the highest bit of
/// the 64. (The product of two such numbers comes out one power too high; the -1 makes up for it.)
typedef struct {
    uint64_t first;
    uint64_t second;
} ferry_crc_fold;

/// The moves that the steps of a run need.
typedef struct {
    ferry_crc_fold by_128_bits;
    ferry_crc_fold by_512_bits;
    ferry_crc_fold by_2048_bits;
} ferry_crc_folds;

/// Asks the processor which level it has.
ferry_crc_level ferry_crc_best_level(void);

/// Folds the longest run of whole steps at the beginning of a message into 16 bytes that have the same remainder.
///
/// @param level a level not above `ferry_crc_best_level()`
/// @param crc the CRC's register before the message, without its final inversion
/// @param rest receives the 16 bytes; a register of 0 fed with them is what it would be after the run
/// @return how many bytes were folded, a multiple of 16; 0 when the message is too short, and then `rest` is untouched
size_t ferry_crc_fold_run(
    ferry_crc_level level, const ferry_crc_folds *folds, uint64_t crc, const uint8_t *bytes, size_t count,
    uint8_t rest[16]);
