"""What `make run` prints once everything answers: addresses, four sign-ins, and what to try first."""

from __future__ import annotations

from local.house import House
from local.outside import Outside
from local.town import OPERATOR, REVIEWER

TEXT = """
  ✓ 知办已就绪，用时 {seconds:.1f} 秒。演示时钟：{clock}

    市民与企业（H5）   {url}/
    工作台            {url}/console/
    接口说明          {url}/openapi.json
    沙箱（手机与窗口）  {sandbox}/

    四个演示身份
      市民 {citizen}      手机号 {citizen_phone}，验证码在 {sandbox}/phones/lin
      企业经办人 {agent}  手机号 {agent_phone}，验证码在 {sandbox}/phones/zhou
      操作员 {operator}    密码 {password}
      复核员 {reviewer}    密码 {second}（规则要由第二个人发布）

    试一试
      1. 打开 {sandbox}/phones/lin ：一分钟内会收到“证照即将到期”的提醒，点开它。
      2. 核对已填好的办件，上传一张照片，提交；窗口的答复约 20 秒后送达。
      3. 在 {sandbox}/ 把时钟往后拨，看提醒按 90、30、7、3 天的梯次到来。

    按 Ctrl-C 停止。
"""


def text(one: House, seconds: float) -> str:
    outside = Outside(one.sandbox_url)
    people = {person["user"]: person for person in outside.people()}
    outside.close()
    citizen, agent = people["lin"], people.get("zhou", people["lin"])
    return TEXT.format(
        seconds=seconds, clock=one.clock.shown(), url=one.url, sandbox=one.sandbox_url,
        citizen=citizen["name"], citizen_phone=citizen["phone"],
        agent=agent["name"], agent_phone=agent["phone"], operator=OPERATOR, password=one.folder.secret(OPERATOR, 16),
        reviewer=REVIEWER, second=one.folder.secret(REVIEWER, 16),
    )  # fmt: skip
