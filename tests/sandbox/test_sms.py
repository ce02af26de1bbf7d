"""The SMS gateways: signatures, limits of a number, reports, replies, and that nothing makes a call unique."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from core.sms import aliyun, tencent
from tests.sandbox.conftest import Product, Sandbox, until

KEY, SECRET, SIGN_IN = "sandbox-sms-key", "sandbox-sms-secret", "SMS_400000001"


def moment(sandbox: Sandbox, late: float = 0) -> datetime:
    clock = sandbox.get("/admin/clock")["offset_seconds"]
    return datetime.fromtimestamp(datetime.now(UTC).timestamp() + clock + late, UTC)


def call(sandbox: Sandbox, action: str, late: float = 0, **params: str) -> Any:
    form = {
        "Action": action, "Version": "2017-05-25", "AccessKeyId": KEY, "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0",
        "SignatureNonce": secrets.token_hex(8), "Timestamp": moment(sandbox, late).strftime("%Y-%m-%dT%H:%M:%SZ"), **params,
    }  # fmt: skip
    form.setdefault("Signature", aliyun.signature(SECRET, form))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return sandbox.http.post("/sms/aliyun", content=urlencode(form).encode(), headers=headers).json()


def send(sandbox: Sandbox, phone: str = "13812345001", template: str = SIGN_IN, **more: str) -> Any:
    given = {"SignName": "知办", "TemplateParam": '{"code":"123456"}', "OutId": "m1"} | more
    return call(sandbox, "SendSms", PhoneNumbers=phone, TemplateCode=template, **given)


def send_tencent(sandbox: Sandbox, values: list[str], secret: str = SECRET, number: str = "+8613812345001", late: float = 0) -> Any:
    told = {"PhoneNumberSet": [number], "SmsSdkAppId": "1", "TemplateId": "2400001", "SignName": "知办", "SessionContext": "m1"}
    return tencent_call(sandbox, "SendSms", told | {"TemplateParamSet": values}, secret, late)


def tencent_call(sandbox: Sandbox, action: str, told: dict[str, Any], secret: str = SECRET, late: float = 0) -> Any:
    now, body, host = moment(sandbox, late), json.dumps(told).encode(), sandbox.url.removeprefix("http://")
    headers = {"X-TC-Action": action, "X-TC-Timestamp": str(int(now.timestamp())), "Content-Type": tencent.TYPE}
    headers["Authorization"] = tencent.authorisation(KEY, secret, host, body, now)
    return sandbox.http.post("/sms/tencent", content=body, headers=headers).json()["Response"]


def test_a_text_reaches_the_phone_and_its_report_the_product_and_the_same_call_again_is_another(sandbox: Sandbox, product: Product) -> None:
    sandbox.knob(sms_limits=False)
    first, second = send(sandbox), send(sandbox)
    assert (first["Code"], second["Code"]) == ("OK", "OK")
    assert first["BizId"] != second["BizId"]
    messages = sandbox.get("/admin/messages", user="lin")["messages"]
    assert [one["code"] for one in messages] == ["123456", "123456"]
    path = "/api/v1/sms/sandbox-sms-callback/reports"
    reports = [json.loads(one["body"])[0] for one in product.wait(2, path)]
    assert {one["biz_id"] for one in reports} == {first["BizId"], second["BizId"]}
    assert (reports[0]["success"], reports[0]["err_code"], reports[0]["out_id"]) == (True, "DELIVERED", "m1")


def test_a_number_gets_one_a_minute_five_an_hour_ten_a_day(sandbox: Sandbox) -> None:
    assert send(sandbox)["Code"] == "OK"
    refused = send(sandbox)
    assert refused["Code"] == "isv.BUSINESS_LIMIT_CONTROL"
    assert "分钟" in refused["Message"]
    assert send(sandbox, "13812345002")["Code"] == "OK"
    codes = []
    for turn in range(1, 12):
        sandbox.move("+2m" if turn % 5 else "+1h")
        codes.append(send(sandbox)["Code"])
    assert codes == ["OK"] * 9 + ["isv.BUSINESS_LIMIT_CONTROL"] * 2
    sandbox.move("+1d")
    assert send(sandbox)["Code"] == "OK"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": "12345"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"template": "SMS_1"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"SignName": "别人"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"TemplateParam": "{}"}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"TemplateParam": json.dumps({"code": "很" * 36})}, "isv.PARAM_LENGTH_LIMIT"),
        ({"TemplateParam": "[]"}, "isv.INVALID_JSON_PARAM"),
        ({"Signature": "AAAA"}, "SignatureDoesNotMatch"),
    ],
)
def test_wrong_requests_are_refused_with_alibabas_codes(sandbox: Sandbox, changes: dict[str, str], code: str) -> None:
    assert send(sandbox, **changes)["Code"] == code


def test_an_old_request_is_refused(sandbox: Sandbox) -> None:
    assert call(sandbox, "SendSms", late=-1000)["Code"] == "InvalidTimeStamp.Expired"
    assert send_tencent(sandbox, ["1"], late=-1000)["Error"]["Code"] == "AuthFailure.SignatureExpire"


def test_tencents_shape_sends_by_place_and_names_its_own_codes(sandbox: Sandbox, product: Product) -> None:
    (sent,) = send_tencent(sandbox, ["123456"])["SendStatusSet"]
    assert (sent["Code"], sent["SessionContext"]) == ("Ok", "m1")
    (limited,) = send_tencent(sandbox, ["123456"])["SendStatusSet"]
    assert limited["Code"] == "LimitExceeded.PhoneNumberThirtySecondLimit"
    (unfit,) = send_tencent(sandbox, ["1", "2"], number="+8613812345002")["SendStatusSet"]
    assert unfit["Code"] == "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
    assert send_tencent(sandbox, ["1"], secret="wrong")["Error"]["Code"] == "AuthFailure.SignatureFailure"
    (report,) = product.wait(1, "/api/v1/sms/sandbox-sms-callback/reports")
    assert json.loads(report["body"])[0] | {"user_receive_time": ""} == {
        "user_receive_time": "", "nationcode": "86", "mobile": "13812345001", "report_status": "SUCCESS", "errmsg": "DELIVRD",
        "description": "用户短信送达成功", "sid": sent["SerialNo"],
    }  # fmt: skip


def test_some_numbers_stand_for_an_end_and_the_gateway_can_be_asked(sandbox: Sandbox) -> None:
    sandbox.knob(sms_limits=False)
    wanted = {"19900000001": (3, "DELIVERED"), "19900000002": (2, "MOBILE_NOT_ON_SERVICE"), "19900000004": (1, "")}
    for number, (status, code) in wanted.items():
        send(sandbox, number)
        day = datetime.fromtimestamp(moment(sandbox).timestamp() + 8 * 3600, UTC).strftime("%Y%m%d")
        (row,) = call(sandbox, "QuerySendDetails", PhoneNumber=number, SendDate=day)["SmsSendDetailDTOs"]["SmsSendDetailDTO"]
        assert (row["SendStatus"], row["ErrCode"], row["OutId"]) == (status, code, "m1")
    now = int(moment(sandbox).timestamp())
    asked = {"PhoneNumber": "+8619900000002", "BeginTime": now - 60, "EndTime": now + 60, "Offset": 0, "Limit": 9, "SmsSdkAppId": "1"}
    (row,) = tencent_call(sandbox, "PullSmsSendStatusByPhoneNumber", asked)["PullSmsSendStatusSet"]
    assert (row["ReportStatus"], row["Description"], row["SessionContext"]) == ("FAIL", "UNDELIV", "m1")


def test_a_text_handed_in_for_approval_can_be_sent(sandbox: Sandbox) -> None:
    code = call(sandbox, "AddSmsTemplate", TemplateName="n", TemplateContent="${name}您好")["TemplateCode"]
    assert send(sandbox, template=code, TemplateParam='{"name":"林女士"}')["Code"] == "OK"
    assert sandbox.get("/admin/messages", user="lin")["messages"][0]["text"] == "【知办】林女士您好"


def test_a_reply_goes_to_the_product(sandbox: Sandbox, product: Product) -> None:
    sandbox.post("/admin/phones/lin", {"reply": "退订"})
    until(lambda: bool(product.at("/api/v1/sms/sandbox-sms-callback/replies")))
    (reply,) = json.loads(product.at("/api/v1/sms/sandbox-sms-callback/replies")[0]["body"])
    assert (reply["phone_number"], reply["content"]) == ("13812345001", "退订")
