import Testing

@testable import FerryUploadProtocols

@Suite struct ProfileTextTests {
    @Test(
        "a key's value is what stands behind the first sign",
        arguments: [
            ("[a]\nkey=value", "value"), ("[a]\nkey = value ", "value"), ("[a]\n KEY", nil),
            ("[a]\nKey\t=\tvalue", "value"),
            ("[a]\r\nkey = value\r\n", "value"), ("\u{FEFF}[a]\nkey = value", "value"), ("[a]\nkey: value", "value"),
            ("[a]\nkey = a=b:c/d+e==", "a=b:c/d+e=="), ("[a] ; remark\nkey = value", "value"),
            ("[a]\nkey = value # kept", "value # kept"), ("[a]\n# key = no\n;key = no\nkey = value", "value"),
            ("[ a ]\nkey = value", "value"), ("[a]\nkey =", ""), ("[a]\nkey = one\nkey = two", "two"),
            ("[a]\nkey = one\n[b]\nkey = b\n[a]\nother = x", "one"), ("key = outside\n[a]\n", nil),
            ("[a\nkey = value", nil), ("[a]\nkey", nil), ("[a]\n= value", nil), ("", nil), ("[a]\n\u{0}=\n[", nil),
        ] as [(String, String?)])
    func values(_ text: String, _ value: String?) {
        #expect(ProfileText(text).sections["a"]?["key"]?.text == value)
    }

    @Test("indented lines belong to the key above") func nested() {
        let text = """
            [services local]
            s3 =
              endpoint_url = http://127.0.0.1:9000
              other = x
            dynamodb =
            \tendpoint_url = http://127.0.0.1:8000
            # remark
            plain = y
            """
        let section = ProfileText(text).sections["services local"]
        #expect(section?["s3"]?.nested == ["endpoint_url": "http://127.0.0.1:9000", "other": "x"])
        #expect(section?["dynamodb"]?.nested == ["endpoint_url": "http://127.0.0.1:8000"])
        #expect(section?["plain"]?.text == "y")
    }

    @Test("nothing of a file is shown") func isNeverSeen() {
        var dumped = ""
        dump(ProfileText("[a]\naws_secret_access_key = sesame"), to: &dumped)
        #expect(!dumped.contains("sesame"))
        #expect(!"\(ProfileText("[a]\naws_secret_access_key = sesame"))".contains("sesame"))
    }
}
