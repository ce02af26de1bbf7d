"""SeaweedFS as the S3 server from a wheel: its command line, its keys and its answer."""

from __future__ import annotations

import io
import json
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException

from local.folder import Folder, Trouble, write_private
from local.ports import HOST, Ports

ACCESS_KEY = "zhiban"
REGION = "cn-north-1"
BUCKET = "zhiban"
# In the folder the store is started in, not in /tmp: there the one of another user with the same port would bar the way.
SOCKETS = ("-s3.localSocket=s3.sock", "-filer.localSocket=filer.sock")
# Without these the inner ports of the store would serve anybody on the machine.
INNER_SECRETS = (
    "S3_SSE_KEK", "JWT_SIGNING_KEY", "JWT_SIGNING_READ_KEY", "JWT_FILER_SIGNING_KEY", "JWT_FILER_SIGNING_READ_KEY", "ADMIN_PASSWORD",
)  # fmt: skip


def program() -> Path:
    for folder in (Path(sysconfig.get_path("scripts")), Path(sys.executable).parent):
        if (folder / "weed").exists():
            return folder / "weed"
    raise Trouble("没有找到对象存储 SeaweedFS 的安装包，请先运行 make setup。")


def environment(folder: Folder) -> Mapping[str, str]:
    return {f"WEED_{name}": folder.secret(f"weed_{name.lower()}") for name in INNER_SECRETS}


def command(folder: Folder, ports: Ports, origins: tuple[str, ...]) -> list[str | Path]:
    """`origins` are the pages that may talk to the store from a browser."""
    data = folder.within("s3")
    write_private(folder.path / "s3.json", json.dumps(_identities(folder.secret("s3"))))
    write_private(folder.path / "s3.options", f"admin.password={folder.secret('weed_admin_password')}\n")
    numbers = {
        "master.port": ports.s3_master, "master.port.grpc": ports.s3_master_grpc,
        "filer.port": ports.s3_filer, "filer.port.grpc": ports.s3_filer_grpc,
        "volume.port": ports.s3_volume, "volume.port.grpc": ports.s3_volume_grpc, "s3.port": ports.s3, "s3.port.grpc": ports.s3_grpc,
        "admin.port": ports.s3_admin, "admin.port.grpc": ports.s3_admin_grpc, "s3.port.iceberg": 0, "s3.port.lance": 0,
    }  # fmt: skip
    return [
        program(), "-logtostderr=true", "-v=0", "mini", f"-options={folder.path / 's3.options'}", f"-dir={data}",
        f"-ip={HOST}", f"-ip.bind={HOST}", f"-s3.config={folder.path / 's3.json'}", *SOCKETS, f"-s3.allowedOrigins={','.join(origins)}",
        "-master.telemetry=false", "-webdav=false", "-admin.ui=false", "-s3.autoCreateBucket=false",
        "-s3.allowDeleteBucketNotEmpty=false", *(f"-{name}={value}" for name, value in numbers.items()),
    ]  # fmt: skip


def _identities(secret: str) -> dict[str, object]:
    credentials = [{"accessKey": ACCESS_KEY, "secretKey": secret}]
    return {"identities": [{"name": "zhiban", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}


def answers(folder: Folder, ports: Ports) -> bool:
    """True when the bucket exists and takes an object: the store listens long before it can write."""
    pool = urllib3.PoolManager(retries=False, timeout=2)
    client = Minio(f"{HOST}:{ports.s3}", ACCESS_KEY, folder.secret("s3"), secure=False, region=REGION, http_client=pool)
    try:
        if not client.bucket_exists(bucket_name=BUCKET):
            client.make_bucket(bucket_name=BUCKET)
        client.put_object(bucket_name=BUCKET, object_name="ready", data=io.BytesIO(b"ready"), length=5)
    except (MinioException, urllib3.exceptions.HTTPError, OSError):
        return False
    return True
