"""The one door to the object store (MinIO or any S3): presigned uploads and downloads, and a few server-side moves."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypedDict, TypeVar
from urllib.parse import quote, urlsplit

import urllib3
from minio import Minio
from minio.datatypes import PostPolicy
from minio.error import S3Error

from core.errors import NotFound, Unavailable
from core.settings import settings

Result = TypeVar("Result")


class PostForm(TypedDict):
    """Where a browser posts a file, and the form fields that must precede it."""

    url: str
    fields: dict[str, str]


@lru_cache(maxsize=2)
def _client(endpoint: str) -> Minio:
    url = urlsplit(endpoint)
    own = settings()
    pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=2, read=10), maxsize=16)
    return Minio(
        url.netloc,
        own.s3_access_key.get_secret_value(),
        own.s3_secret_key.get_secret_value(),
        secure=url.scheme == "https",
        region=own.s3_region,
        http_client=pool,
    )


def _inside() -> Minio:
    return _client(settings().s3_endpoint)


def public_endpoint() -> str:
    """The store's address as browsers see it."""
    return settings().s3_public_endpoint or settings().s3_endpoint


async def presign_post(key: str, media_type: str, max_bytes: int, seconds: int = 300) -> PostForm:
    """A form that lets a browser put one file of that type and at most `max_bytes` under that one key, for `seconds`."""
    # The store compares with its own clock, so a moved demo clock must not leak in here.
    policy = PostPolicy(settings().s3_bucket, datetime.now(UTC) + timedelta(seconds=seconds))
    policy.add_equals_condition("key", key)
    policy.add_equals_condition("Content-Type", media_type)
    policy.add_content_length_range_condition(1, max_bytes)
    signed = _client(public_endpoint()).presigned_post_policy(policy)
    fields = {name: str(value) for name, value in signed.items()} | {"key": key, "Content-Type": media_type}
    return PostForm(url=f"{public_endpoint()}/{settings().s3_bucket}", fields=fields)


async def presign_get(key: str, seconds: int = 300, download_name: str | None = None) -> str:
    """An address that shows the object for `seconds`; with a name, browsers save it as a file."""
    headers: dict[str, str | list[str] | tuple[str]] = {}
    if download_name:
        headers["response-content-disposition"] = f"attachment; filename*=UTF-8''{quote(download_name)}"
    address: str = _client(public_endpoint()).presigned_get_object(
        settings().s3_bucket, key, expires=timedelta(seconds=seconds), response_headers=headers or None
    )
    return address


async def fetch(key: str, max_bytes: int) -> bytes:
    """The object's bytes, at most `max_bytes` + 1 (so that a caller sees that it is too large). `NotFound` when absent."""
    return await _thread(_fetch, key, max_bytes)


def _fetch(key: str, max_bytes: int) -> bytes:
    response = _inside().get_object(settings().s3_bucket, key)
    try:
        return response.read(max_bytes + 1)
    finally:
        response.close()
        response.release_conn()


async def store(key: str, data: bytes, media_type: str) -> None:
    """Writes the object under that key, replacing what was there."""
    await _thread(_inside().put_object, settings().s3_bucket, key, io.BytesIO(data), len(data), media_type)


async def remove(key: str) -> None:
    """Removes the object; an absent one is no error."""
    await _thread(_inside().remove_object, settings().s3_bucket, key)


async def ready() -> None:
    """Raises `Unavailable` when the store does not answer or lacks the bucket."""
    if not await _thread(_inside().bucket_exists, settings().s3_bucket):
        raise Unavailable("store.bucket_missing", "文件存储还没有准备好，请稍后再试。")


async def prepare() -> None:
    """Makes the bucket where it does not exist yet."""
    if not await _thread(_inside().bucket_exists, settings().s3_bucket):
        await _thread(_inside().make_bucket, settings().s3_bucket)


async def _thread(call: Callable[..., Result], *args: object) -> Result:
    """Runs the blocking client off the loop, its failures said in the house's words."""
    try:
        return await asyncio.to_thread(call, *args)
    except S3Error as error:
        if error.code in {"NoSuchKey", "NoSuchBucket", "ResourceNotFound"}:
            raise NotFound("store.object_missing", "没有找到这个文件，请重新上传。") from error
        raise Unavailable("store.files_unavailable", "文件存储暂时没有响应，请稍后再试，已填的内容都还在。") from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Unavailable("store.files_unavailable", "文件存储暂时没有响应，请稍后再试，已填的内容都还在。") from error
