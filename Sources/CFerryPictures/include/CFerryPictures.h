#pragma once

#include <stddef.h>
#include <stdint.h>

// Sums over rectangles of 8-bit samples, as picture metrics need them. A rectangle is its first sample, the distance in
// bytes from one row to the next, and its sides in samples; nothing outside it is read unless a function says so.

/// The sum of the squares of the differences of two rectangles.
uint64_t ferry_squared_error(
    const uint8_t *first, ptrdiff_t first_stride, const uint8_t *second, ptrdiff_t second_stride, int width,
    int height);

/// The sum of the magnitudes of a high-pass: 12 times a sample, less twice each of its four neighbours, less each of its
/// four diagonal neighbours. Reads one sample around the rectangle.
uint64_t ferry_spatial_activity(const uint8_t *samples, ptrdiff_t stride, int width, int height);

/// The same for large pictures: a high-pass over 2 x 2 samples, at every second place. Reads two samples around. An odd
/// side counts as one less.
uint64_t ferry_coarse_spatial_activity(const uint8_t *samples, ptrdiff_t stride, int width, int height);

/// The sum of the magnitudes of what changed since the picture before.
uint64_t ferry_change(
    const uint8_t *now, ptrdiff_t now_stride, const uint8_t *before, ptrdiff_t before_stride, int width, int height);

/// The sum of the magnitudes of how the change itself changed: now, less twice before, plus the one before that.
uint64_t ferry_second_change(
    const uint8_t *now, ptrdiff_t now_stride, const uint8_t *before, ptrdiff_t before_stride, const uint8_t *earlier,
    ptrdiff_t earlier_stride, int width, int height);

/// `ferry_change` of sums of 2 x 2 samples. An odd side counts as one less.
uint64_t ferry_coarse_change(
    const uint8_t *now, ptrdiff_t now_stride, const uint8_t *before, ptrdiff_t before_stride, int width, int height);

/// `ferry_second_change` of sums of 2 x 2 samples. An odd side counts as one less.
uint64_t ferry_coarse_second_change(
    const uint8_t *now, ptrdiff_t now_stride, const uint8_t *before, ptrdiff_t before_stride, const uint8_t *earlier,
    ptrdiff_t earlier_stride, int width, int height);

/// How many numbers `ferry_similarity` needs as room to work for pictures of this width.
size_t ferry_similarity_room(int width);

/// The mean structural similarity of two pictures of at least 8 x 8 samples, over windows of 8 x 8 that begin at every
/// fourth place (Wang et al., "Image Quality Assessment", 2004, with flat instead of round windows).
///
/// @param room as many numbers as `ferry_similarity_room` says
/// @return 1 for equal pictures; below 0 only for pictures that contradict each other; 0 when a side is below 8
double ferry_similarity(
    const uint8_t *first, ptrdiff_t first_stride, const uint8_t *second, ptrdiff_t second_stride, int width, int height,
    uint32_t *room);
