import Testing

@testable import FerryFFmpeg

@Suite struct KeyFrameSizeTests {
    @Test("a VP8 key frame states its size; scaling bits and other frames do not disturb")
    func readsVP8() {
        let key: [UInt8] = [0x50, 0x42, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x42, 0xe0, 0x81, 0xff]
        #expect(key.withUnsafeBufferPointer(KeyFrameSize.vp8) == PictureSize(width: 640, height: 480))
        let inter: [UInt8] = [0x51] + key.dropFirst()
        #expect(inter.withUnsafeBufferPointer(KeyFrameSize.vp8) == nil)
        #expect(Array(key.prefix(9)).withUnsafeBufferPointer(KeyFrameSize.vp8) == nil)
    }

    @Test("a VP9 key frame states its size")
    func readsVP9() {
        // Profile 0, key frame, shown, sync code, BT.601, studio range, 640x480.
        let key: [UInt8] = [0x82, 0x49, 0x83, 0x42, 0x20, 0x27, 0xf0, 0x1d, 0xf0]
        #expect(key.withUnsafeBufferPointer(KeyFrameSize.vp9) == PictureSize(width: 640, height: 480))
        let inter: [UInt8] = [0x86] + key.dropFirst()
        #expect(inter.withUnsafeBufferPointer(KeyFrameSize.vp9) == nil)
        #expect(Array(key.prefix(6)).withUnsafeBufferPointer(KeyFrameSize.vp9) == nil)
    }

    @Test("any bytes are read without harm")
    func survivesNoise() {
        var state: UInt64 = 7
        for length in 0..<200 {
            let bytes = (0..<length % 20).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return UInt8(truncatingIfNeeded: state >> 40)
            }
            _ = bytes.withUnsafeBufferPointer(KeyFrameSize.vp8)
            _ = bytes.withUnsafeBufferPointer(KeyFrameSize.vp9)
        }
    }
}
