// The door to FFmpeg: what Swift cannot say about libav*, and where its versions differ.
//
// Everything here is `static inline` or a constant, has the prefix `ferry_`, and decides nothing.
// FFmpeg 5.1 (libavcodec 59) is the oldest version served.
#pragma once

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/avutil.h>
#include <libavutil/base64.h>
#include <libavutil/channel_layout.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// MARK: Constants that are macros

static const int ferry_error_eof = AVERROR_EOF;
static const int ferry_error_again = AVERROR(EAGAIN);
static const int ferry_error_exit = AVERROR_EXIT;
static const int ferry_error_invalid_data = AVERROR_INVALIDDATA;
static const int ferry_error_no_memory = AVERROR(ENOMEM);
static const int ferry_error_not_permitted = AVERROR(EPERM);
static const int ferry_error_io = AVERROR(EIO);
static const int ferry_error_invalid_argument = AVERROR(EINVAL);
static const int ferry_error_not_found = AVERROR_ENCODER_NOT_FOUND;
static const int64_t ferry_no_time = AV_NOPTS_VALUE;

// MARK: Byte streams of our own

/// Hands out or takes bytes; writing never changes them, whatever FFmpeg's version says about `const`.
typedef int (*ferry_bytes_callback)(void *owner, uint8_t *bytes, int count);
typedef int64_t (*ferry_seek_callback)(void *owner, int64_t offset, int whence);

/// A seekable stream to read from; NULL without memory.
static inline AVIOContext *ferry_avio_reader(
    void *owner, int buffer_size, ferry_bytes_callback read, ferry_seek_callback seek)
{
    uint8_t *buffer = av_malloc((size_t)buffer_size);
    if (!buffer) return NULL;
    AVIOContext *context = avio_alloc_context(buffer, buffer_size, 0, owner, read, NULL, seek);
    if (!context) { av_free(buffer); return NULL; }
    context->seekable = AVIO_SEEKABLE_NORMAL;
    return context;
}

/// A seekable stream to write to that gathers packets until its buffer is full; NULL without memory.
static inline AVIOContext *ferry_avio_writer(
    void *owner, int buffer_size, ferry_bytes_callback write, ferry_seek_callback seek)
{
    uint8_t *buffer = av_malloc((size_t)buffer_size);
    if (!buffer) return NULL;
#if LIBAVFORMAT_VERSION_MAJOR >= 61
    AVIOContext *context = avio_alloc_context(
        buffer, buffer_size, 1, owner, NULL, (int (*)(void *, const uint8_t *, int))write, seek);
#else
    AVIOContext *context = avio_alloc_context(buffer, buffer_size, 1, owner, NULL, write, seek);
#endif
    if (!context) { av_free(buffer); return NULL; }
    context->seekable = AVIO_SEEKABLE_NORMAL;
    context->min_packet_size = buffer_size;
    return context;
}

/// Frees the stream and whatever buffer it uses by now; flushes nothing.
static inline void ferry_avio_free(AVIOContext *context)
{
    if (!context) return;
    av_freep(&context->buffer);
    avio_context_free(&context);
}

// MARK: Nothing but the bytes handed in

static inline int ferry_refuse_open(
    AVFormatContext *context, AVIOContext **io, const char *url, int flags, AVDictionary **options)
{
    (void)context; (void)io; (void)url; (void)flags; (void)options;
    return AVERROR(EPERM);
}

/// Makes every attempt of a demuxer or muxer to open something else fail.
static inline void ferry_refuse_nested_opens(AVFormatContext *context) { context->io_open = ferry_refuse_open; }

// MARK: Log

/// Swift's end of the log; `line` lives for the call only.
void ferry_log_line(int level, const char *line);

static inline void ferry_log_callback(void *source, int level, const char *format, va_list arguments)
{
    if (level > AV_LOG_ERROR) return;
    char line[512];
    int prefix = 1;
    av_log_format_line2(source, level, format, arguments, line, sizeof line, &prefix);
    ferry_log_line(level, line);
}

/// Sends FFmpeg's errors to `ferry_log_line` and everything else nowhere.
static inline void ferry_log_install(void) { av_log_set_callback(ferry_log_callback); }

// MARK: What moved between versions

/// The nine numbers of a track's display matrix, or NULL.
static inline const int32_t *ferry_display_matrix(const AVStream *stream)
{
#if LIBAVFORMAT_VERSION_MAJOR >= 61
    const AVPacketSideData *data = av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    return data && data->size >= 36 ? (const int32_t *)data->data : NULL;
#else
    size_t size = 0;
    const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    return data && size >= 36 ? (const int32_t *)data : NULL;
#endif
}

/// Gives a track the display matrix of another one; nothing when there is none. Negative when out of memory.
static inline int ferry_copy_display_matrix(AVStream *to, const AVStream *from)
{
#if LIBAVFORMAT_VERSION_MAJOR >= 61
    (void)to; (void)from;  // avcodec_parameters_copy takes the side data along
    return 0;
#else
    const int32_t *matrix = ferry_display_matrix(from);
    if (!matrix) return 0;
    uint8_t *data = av_stream_new_side_data(to, AV_PKT_DATA_DISPLAYMATRIX, 36);
    if (!data) return AVERROR(ENOMEM);
    memcpy(data, matrix, 36);
    return 0;
#endif
}

/// How long a decoded frame is shown, in the packet's time base; 0 when unknown.
static inline int64_t ferry_frame_duration(const AVFrame *frame)
{
#if LIBAVUTIL_VERSION_MAJOR >= 58
    return frame->duration;
#else
    return frame->pkt_duration;
#endif
}

/// Whether a frame is woven of two fields.
static inline int ferry_frame_is_interlaced(const AVFrame *frame)
{
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
    return (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
    return frame->interlaced_frame != 0;
#endif
}

/// Samples that a decoder must throw away at the start of what this packet gives.
static inline int64_t ferry_packet_skip(const AVPacket *packet)
{
    size_t size = 0;
    const uint8_t *data = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    return data && size >= 4 ? AV_RL32(data) : 0;
}

/// Whether a packet is a key frame that brings its alpha along (Matroska's `BlockAdditional` of ID 1).
static inline int ferry_packet_has_alpha(const AVPacket *packet)
{
    size_t size = 0;
    const uint8_t *data = av_packet_get_side_data(packet, AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL, &size);
    return (packet->flags & AV_PKT_FLAG_KEY) && data && size > 8 && AV_RB64(data) == 1;
}

/// A codec's new private header that came with a packet, or NULL.
static inline const uint8_t *ferry_packet_new_header(const AVPacket *packet, size_t *size)
{
    *size = 0;
    return av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, size);
}

/// Whether a buffer source is told the colour matrix and range of its frames (libavfilter 10).
static inline int ferry_buffer_takes_colour(void) { return LIBAVFILTER_VERSION_MAJOR >= 10; }

/// Plane `index` of an audio or picture frame.
static inline uint8_t *ferry_frame_plane(const AVFrame *frame, int index) { return frame->extended_data[index]; }

/// Moves the start of every audio plane `samples` samples on.
static inline void ferry_frame_skip_samples(AVFrame *frame, int samples)
{
    int planar = av_sample_fmt_is_planar((enum AVSampleFormat)frame->format);
    int width = av_get_bytes_per_sample((enum AVSampleFormat)frame->format);
    int planes = planar ? frame->ch_layout.nb_channels : 1;
    size_t bytes = (size_t)samples * (size_t)width * (size_t)(planar ? 1 : frame->ch_layout.nb_channels);
    for (int i = 0; i < planes; i++) {
        frame->extended_data[i] += bytes;
        if (frame->extended_data != frame->data && i < AV_NUM_DATA_POINTERS) frame->data[i] += bytes;
    }
    frame->nb_samples -= samples;
}
