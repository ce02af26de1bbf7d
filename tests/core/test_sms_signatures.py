"""The SMS gateways' signatures against the steps of their manuals, written out here once more over fixed calls."""

from __future__ import annotations

import hmac
from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from core.sms import aliyun, tencent

CALL = {
    "AccessKeyId": "testId", "Action": "SendSms", "Format": "JSON", "OutId": "0198-a", "PhoneNumbers": "13812345001",
    "RegionId": "cn-hangzhou", "SignName": "知办", "SignatureMethod": "HMAC-SHA1", "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466",
    "SignatureVersion": "1.0", "TemplateCode": "SMS_71390007", "TemplateParam": '{"f1":"林 晓芸*~+/=&"}',
    "Timestamp": "2026-03-10T02:00:00Z", "Version": "2017-05-25",
}  # fmt: skip
PLAIN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
BODY = '{"PhoneNumberSet":["+8613812345001"],"TemplateParamSet":["林晓芸"]}'.encode()


def by_hand(text: str) -> str:
    """RFC 3986: whatever is not unreserved as %XX of its UTF-8 octets."""
    return "".join(chr(octet) if octet in PLAIN else f"%{octet:02X}" for octet in text.encode())


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_alibabas_signature_follows_its_manual(method: str) -> None:
    # Sorted by name; name and value encoded and joined; then METHOD & encoded slash & the whole, encoded once more; key: secret and &.
    query = "&".join(by_hand(name) + "=" + by_hand(CALL[name]) for name in sorted(CALL))
    told = method + "&%2F&" + by_hand(query)
    assert "%2526" in told, "an ampersand within a value is encoded twice"
    expected = b64encode(hmac.new(b"testSecret&", told.encode(), "sha1").digest()).decode()
    assert aliyun.signature("testSecret", CALL, method) == expected
    assert aliyun.signature("testSecret", dict(reversed(CALL.items())), method) == expected
    assert aliyun.signature("another", CALL, method) != expected


def test_alibabas_own_worked_example_comes_out() -> None:
    """From Alibaba Cloud's description of the RPC signature: DescribeRegions with testid and testsecret."""
    params = {
        "Timestamp": "2016-02-23T12:46:24Z", "Format": "XML", "AccessKeyId": "testid", "Action": "DescribeRegions",
        "SignatureMethod": "HMAC-SHA1", "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf", "Version": "2014-05-26",
        "SignatureVersion": "1.0",
    }  # fmt: skip
    assert aliyun.signature("testsecret", params, "GET") == "OLeaidS1JvxuMvnyHOwuJ+uX5qY="


def test_tencents_signature_follows_its_manual() -> None:
    moment, day, host = datetime(2026, 3, 10, 23, 59, 30, tzinfo=UTC), "2026-03-10", "sms.tencentcloudapi.com"
    request = [
        "POST", "/", "", "content-type:application/json; charset=utf-8", f"host:{host}", "", "content-type;host", sha256(BODY).hexdigest(),
    ]  # fmt: skip
    told = ["TC3-HMAC-SHA256", "1773187170", f"{day}/sms/tc3_request", sha256("\n".join(request).encode()).hexdigest()]
    key = b"TC3" + b"Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
    for part in (day, "sms", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, "\n".join(told).encode(), "sha256").hex()
    header = tencent.authorisation("AKIDEXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", host, BODY, moment)
    assert header == (
        f"TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/{day}/sms/tc3_request, SignedHeaders=content-type;host, Signature={signature}"
    )


def test_tencents_day_is_that_of_utc() -> None:
    """Half past seven in Hangzhou is still the day before: the scope would not fit the stamp otherwise."""
    moment = datetime.fromisoformat("2026-03-11T07:30:00+08:00")
    assert "/2026-03-10/sms/" in tencent.authorisation("k", "s", "sms.tencentcloudapi.com", BODY, moment)
