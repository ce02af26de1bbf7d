"""Calls over TLS and with a stranger at the other end: who is not whom we called, who redirects, who never stops."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core import outside, wire

pytestmark = pytest.mark.anyio
TODAY = datetime.now(UTC)
BODY = b'{"errcode":0}'
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + BODY
HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Authority:
    """Somebody who signs certificates, and where what they signed lies."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    own: x509.Certificate

    @classmethod
    def make(cls, folder: Path) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        own = _certificate("authority", key.public_key(), "authority", key, TODAY + timedelta(days=9), x509.BasicConstraints(True, None))
        made = cls(folder, key, own)
        made.bundle.write_bytes(own.public_bytes(serialization.Encoding.PEM))
        return made

    @property
    def bundle(self) -> Path:
        return self.folder / "authority.pem"

    def serves(self, name: x509.GeneralName, until: datetime) -> ssl.SSLContext:
        """A server's side with a certificate for this name."""
        key, path = ec.generate_private_key(ec.SECP256R1()), self.folder / "server.pem"
        names = x509.SubjectAlternativeName([name])
        signed = _certificate("server", key.public_key(), "authority", self.key, until, names)
        secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
        path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _certificate(  # noqa: PLR0917
    name: str,
    key: ec.EllipticCurvePublicKey,
    issuer: str,
    signer: ec.EllipticCurvePrivateKey,
    until: datetime,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    subject, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer))
    made = x509.CertificateBuilder(by, subject, key, x509.random_serial_number(), TODAY - timedelta(days=30), until)
    return made.add_extension(extension, critical=False).sign(signer, hashes.SHA256())


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    """An authority that this machine trusts, by the variable that OpenSSL itself reads."""
    made = Authority.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.bundle))
    wire._trusted.cache_clear()
    yield made
    wire._trusted.cache_clear()


@asynccontextmanager
async def serving(talk: Talk, context: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await talk(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0, ssl=context)
    yield f"{'https' if context else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
    await outside.close()
    server.close()


@dataclass
class Answering:
    """Answers each request in the same words and counts them."""

    words: bytes = PLAIN
    asked: int = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            self.asked += 1
            writer.write(self.words)


async def test_a_server_that_can_show_who_it_is_is_spoken_to(authority: Authority):
    talk = Answering()
    async with serving(talk, authority.serves(HERE, TODAY + timedelta(days=1))) as url:
        for _ in range(2):
            assert (await outside.call("test", "GET", url)).body == BODY
    assert talk.asked == 2


@pytest.mark.parametrize("wrong", ["a stranger's signature", "another's name", "a certificate of the past"])
async def test_who_cannot_show_that_hears_not_a_word(authority: Authority, tmp_path: Path, wrong: str):
    talk, signer, name, until = Answering(), authority, x509.GeneralName, TODAY + timedelta(days=1)
    signer = Authority.make(_folder(tmp_path / "stranger")) if wrong.startswith("a stranger") else authority
    name = x509.DNSName("api.weixin.qq.com") if wrong.startswith("another") else HERE
    until = TODAY - timedelta(days=1) if wrong.endswith("past") else until
    async with serving(talk, signer.serves(name, until)) as url:
        with pytest.raises(outside.Unreached):
            await outside.call("test", "POST", url, body=b"secret")
    assert talk.asked == 0


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


async def test_a_handshake_that_nobody_answers_means_that_nothing_was_sent(authority: Authority, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outside, "CONNECT_SECONDS", 0.2)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(talk) as url:
        with pytest.raises(outside.Unreached):
            await outside.call("test", "GET", url.replace("http:", "https:"))


async def test_a_redirect_is_an_answer_and_nobody_goes_there():
    elsewhere = Answering()
    async with serving(elsewhere) as other:
        moved = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {other}\r\nContent-Length: 0\r\n\r\n".encode()
        async with serving(Answering(moved)) as url:
            assert (await outside.call("test", "POST", url, body=b"{}")).status == 307
    assert elsewhere.asked == 0


@pytest.mark.parametrize("told", [b"\r\n", b"Transfer-Encoding: chunked\r\n\r\n", b"Content-Length: 4000000000\r\n\r\n"])
async def test_who_sends_too_much_is_cut_off(told: bytes):
    piece = b"x" * 65_536
    framed = b"10000\r\n" + piece + b"\r\n" if b"chunked" in told else piece
    poured = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal poured
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + told)
        while not writer.is_closing():
            writer.write(framed)
            await writer.drain()
            poured += len(piece)

    async with serving(talk) as url:
        with pytest.raises(outside.Doubtful):
            await outside.call("test", "GET", url)
    # Over the limit by no more than what the sockets between the two hold.
    assert poured < outside.LARGEST_ANSWER + (16 << 20)


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"])
async def test_who_never_comes_to_an_end_is_given_up(begun: bytes, monkeypatch: pytest.MonkeyPatch):
    """A byte now and then buys nobody more time."""
    monkeypatch.setattr(outside, "SECONDS", 0.3)
    given_up = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(begun)
        while not (writer.is_closing() or reader.at_eof()):
            if begun:
                writer.write(b"a")
            await asyncio.sleep(0.02)
        given_up.set()

    async with serving(talk) as url:
        with pytest.raises(outside.Doubtful):
            await outside.call("test", "GET", url)
        async with asyncio.timeout(20):
            await given_up.wait()
