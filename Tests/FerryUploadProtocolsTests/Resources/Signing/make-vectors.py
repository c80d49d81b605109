"""Writes sigv4.json: requests as botocore signs them, with its pure Python signer and its clock held still.

    python3 -m venv venv && venv/bin/pip install botocore==1.44.5
    AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/none venv/bin/python make-vectors.py > sigv4.json

Fields that botocore adds after signing, or that the signer makes, are left out of a case's `fields`.
"""

import datetime
import json
import sys

import botocore.auth
import botocore.session
from botocore.config import Config

TIME = datetime.datetime(2026, 5, 1, 12, 0, 0)
KEY, SECRET = "AKIDFERRYEXAMPLE", "ferry/example+secret/not/a/key+0123456789"
TOKEN = "FwoGZXIvYXdzEBYaDH+session/token==&with?signs"
LOCAL = {"endpoint": "http://127.0.0.1:9000", "style": "path"}
LEFT_OUT = {
    "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "amz-sdk-invocation-id",
    "amz-sdk-request", "host", "user-agent", "content-length",
}
METHODS = {
    "put_object": "PUT", "get_object": "GET", "upload_part": "PUT", "create_multipart_upload": "POST",
}
KEYS = {
    "plain": "video.webm",
    "spaces": "my holiday clip.webm",
    "plus and equals": "a+b=c&d.webm",
    "unicode": "Straße/日本語/ñandú 🎥.mp4",
    "double slash": "a//b///c",
    "dot segments": "a/../b/./c",
    "tilde": "~user/~x",
    "sub-delimiters": "!*'();:@&=+$,/?#[]",
    "percent": "100%25 %2F%.webm",
    "quotes": "a\"b<c>d\\e^f`g{h|i}",
    "leading slash": "/leading",
    "trailing slash": "folder/",
    "decomposed unicode": "e\u0301.webm",
    "tab and line feed": "a\tb\nc",
}
cases = []


class Sent(Exception):
    pass


def client(region, endpoint, style, token, body_is_signed=None):
    session = botocore.session.Session()
    session.set_credentials(KEY, SECRET, token)
    s3 = {"addressing_style": style}
    if body_is_signed is not None:
        s3["payload_signing_enabled"] = body_is_signed
    config = Config(
        signature_version="s3v4", s3=s3, request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return session.create_client("s3", region_name=region, endpoint_url=endpoint, config=config)


def signed(name, operation, region="eu-central-1", endpoint=None, style="virtual", token=None, body=None, **parameters):
    s3 = client(region, endpoint, style, token, body)
    seen = []

    def before_send(request, **_):
        seen.append(request)
        raise Sent

    s3.meta.events.register("before-send.s3", before_send)
    try:
        getattr(s3, operation)(Bucket="media", **parameters)
    except Sent:
        pass
    request = seen[0]
    fields = {k.lower(): v.decode() if isinstance(v, bytes) else v for k, v in request.headers.items()}
    cases.append({
        "name": name, "method": request.method, "url": request.url, "region": region, "token": token,
        "fields": {k: v for k, v in sorted(fields.items()) if k not in LEFT_OUT},
        "payload": fields["x-amz-content-sha256"], "authorization": fields["authorization"],
        "seconds": None, "presigned": None,
    })


def presigned(name, operation, seconds, endpoint=None, style="virtual", token=None, fields=None, **parameters):
    s3 = client("eu-central-1", endpoint, style, token)
    url = s3.generate_presigned_url(operation, Params={"Bucket": "media", **parameters}, ExpiresIn=seconds)
    base, query = url.split("?", 1)
    kept = [part for part in query.split("&") if not part.startswith("X-Amz-")]
    cases.append({
        "name": f"presigned: {name}", "method": METHODS[operation], "url": base + ("?" + "&".join(kept) if kept else ""),
        "region": "eu-central-1", "token": token, "fields": fields or {}, "payload": None, "authorization": None,
        "seconds": seconds, "presigned": url,
    })


botocore.auth.get_current_datetime = lambda *_, **__: TIME
upload = {"Key": "a b", "UploadId": "VXBsb2FkIElE.with~odd+/=chars_-"}

for name, key in KEYS.items():
    signed(f"path style, {name}", "put_object", Key=key, Body=b"hello", **LOCAL)
    signed(f"virtual host, {name}", "put_object", Key=key, Body=b"", token=TOKEN)
signed("the body is signed by its hash", "put_object", Key="x", Body=b"hello", body=True, ContentType="video/webm")
signed(
    "metadata with runs of spaces", "put_object", Key="x", Body=b"hello", CacheControl="max-age=60,  public",
    Metadata={"filename": "a  b   c", "ferryjob": "ab12"}, Tagging="a=b&c=d%20e", **LOCAL)
signed("conditional with a checksum", "put_object", Key="x", Body=b"hello", IfNoneMatch="*", ChecksumCRC32C="AAAAAA==")
signed(
    "create", "create_multipart_upload", Key="a b", ContentType="video/mp4", ChecksumAlgorithm="CRC64NVME",
    ChecksumType="FULL_OBJECT")
signed("create with a token", "create_multipart_upload", Key="a b", token=TOKEN, **LOCAL)
signed("part", "upload_part", PartNumber=10000, Body=b"part", ChecksumCRC64NVME="AAAAAAAAAAA=", **upload)
signed("list parts, unsorted", "list_parts", PartNumberMarker=1000, MaxParts=1000, **upload)
signed("complete", "complete_multipart_upload", MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": '"x"'}]}, **upload)
signed("abort", "abort_multipart_upload", region="us-east-1", **LOCAL, **upload)
signed("list uploads, empty values", "list_multipart_uploads", Prefix="", KeyMarker="", Delimiter="/")
signed(
    "list objects, hard prefix", "list_objects_v2", Prefix="a b+c/ü~!*'()", ContinuationToken="x/y+z==", MaxKeys=5,
    StartAfter="")
signed("head", "head_object", Key="a b", ChecksumMode="ENABLED")
signed("range", "get_object", Key="a b", Range="bytes=0-9", token=TOKEN)
signed("port", "delete_object", Key="x", endpoint="https://store.example:8443", style="path")
signed("implied port", "delete_object", Key="x", endpoint="https://store.example:443", style="path")
signed("implied port in clear, capitals", "delete_object", Key="x", endpoint="http://STORE.example:80", style="path")
signed("bucket", "head_bucket", region="us-gov-west-1")

for name, key in KEYS.items():
    presigned(name, "put_object", 900, Key=key)
presigned("token", "put_object", 604800, Key="a b+c", token=TOKEN, **LOCAL)
presigned("part", "upload_part", 3600, PartNumber=7, **upload)
presigned(
    "content type and metadata", "put_object", 60, Key="x", ContentType="video/webm", Metadata={"k": "v  w"},
    fields={"content-type": "video/webm", "x-amz-meta-k": "v  w"})
presigned("get", "get_object", 1, Key="x", ResponseContentDisposition='attachment; filename="a b.webm"')
presigned("create", "create_multipart_upload", 60, Key="x")

json.dump(
    {
        "botocore": botocore.__version__, "accessKeyID": KEY, "secretAccessKey": SECRET,
        "time": TIME.isoformat() + "Z", "cases": cases,
    }, sys.stdout, indent=1, ensure_ascii=False)
print()
