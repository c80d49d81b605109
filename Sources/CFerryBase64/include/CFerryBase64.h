#pragma once

#include <stddef.h>
#include <stdint.h>

/// The widest vector instructions that this processor and its operating system offer for base64.
typedef enum {
    /// None that this door knows; use the table decoder.
    FERRY_BASE64_NONE = 0,
    /// AVX2: 32 symbols a step, the standard alphabet.
    FERRY_BASE64_AVX2 = 1,
    /// AVX-512 VBMI: 64 symbols a step, both alphabets.
    FERRY_BASE64_AVX512 = 2,
} ferry_base64_level;

/// Asks the processor which level it has.
ferry_base64_level ferry_base64_best_level(void);

/// Decodes a run of base64 symbols (RFC 4648 section 4; with AVX-512 also section 5).
///
/// Stops before the first block that holds any other byte, before the last block that would not fit into `capacity`,
/// and before the rest that is shorter than a block. Reads and writes nothing outside the two buffers; the bytes of
/// `bytes` behind the decoded ones may be overwritten.
///
/// @param level a level not above `ferry_base64_best_level()`
/// @return how many symbols were consumed, a multiple of 32; three bytes were written for every four of them
size_t ferry_base64_decode_run(
    ferry_base64_level level, const uint8_t *text, size_t count, uint8_t *bytes, size_t capacity);
