import Testing

/// All suites that run FFmpeg: one after the other, so that handles can be counted and cores are not fought over.
@Suite(.serialized) struct FFmpegTests {}
