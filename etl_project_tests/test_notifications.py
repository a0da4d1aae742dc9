"""Notices: what is sent, and that nothing that goes wrong with sending them does any harm."""

import json
import smtplib
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from typing import ClassVar

import pytest
from pydantic import SecretStr

from etl_project.notifications import notify
from etl_project.settings import Settings

SUBJECT = "News load of 2026-11-04 failed"
TEXT = "Run 1234: Nothing is published. Withheld: 2026-11-04 – most pages of “Al-Marfa” are empty."
TOKEN = "T0KEN-of-the-webhook"
PASSWORD = "p4ssw0rd-of-the-mail-server"


@contextmanager
def listening(handler: type[socketserver.StreamRequestHandler]) -> Iterator[int]:
    """A server in a thread; its port."""
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


class MailSink(socketserver.StreamRequestHandler):
    """The least of a mail server: it takes every message, knows no TLS, and keeps what it is told."""

    heard: ClassVar[list[str]] = []

    def handle(self) -> None:
        self._say("220 sink")
        in_message = False
        for line in self.rfile:
            text = line.decode().rstrip("\r\n")
            self.heard.append(text)
            if in_message:
                if text == ".":
                    in_message = False
                    self._say("250 taken")
            elif text.upper() == "DATA":
                in_message = True
                self._say("354 go on")
            elif text.upper() == "QUIT":
                return self._say("221 bye")
            else:
                self._say("250 good")
        return None

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class Webhook(socketserver.StreamRequestHandler):
    """Keeps the body that was posted, and answers with `answer`."""

    answer: ClassVar[bytes] = b""
    posted: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        length = 0
        while header := self.rfile.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        self.posted.append(self.rfile.read(length))
        self.wfile.write(self.answer)


@pytest.fixture
def mail_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(MailSink, "heard", [])
    with listening(MailSink) as port:
        yield port


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretStr]:
    monkeypatch.setattr(Webhook, "posted", [])
    monkeypatch.setattr(Webhook, "answer", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    with listening(Webhook) as port:
        yield SecretStr(f"http://127.0.0.1:{port}/hooks/{TOKEN}")


def assert_logged_without_secrets(log: str) -> None:
    assert SUBJECT in log and TEXT in log, "the notice itself is always in the log"
    for secret in (TOKEN, PASSWORD, "127.0.0.1", "localhost", "@"):
        assert secret not in log


def test_without_any_configuration_a_notice_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    notify(Settings(), subject=SUBJECT, text=TEXT)
    assert [record.getMessage() for record in caplog.records] == [f"{SUBJECT}. {TEXT}"]


def test_a_webhook_is_posted_to(webhook: SecretStr, caplog: pytest.LogCaptureFixture) -> None:
    notify(Settings(notify_webhook=webhook), subject=SUBJECT, text=TEXT)
    assert [json.loads(body) for body in Webhook.posted] == [{"text": f"{SUBJECT}\n{TEXT}"}]
    assert len(caplog.records) == 1
    assert_logged_without_secrets(caplog.text)


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 500 Out of order\r\nContent-Length: 0\r\n\r\n", b"this is no HTTP\r\n", b""],
    ids=["an error", "nonsense", "nothing"],
)
def test_a_webhook_that_fails_does_no_harm(
    webhook: SecretStr, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, answer: bytes
) -> None:
    monkeypatch.setattr(Webhook, "answer", answer)
    notify(Settings(notify_webhook=webhook), subject=SUBJECT, text=TEXT)
    assert "The webhook could not be reached" in caplog.text
    assert_logged_without_secrets(caplog.text)


@pytest.mark.parametrize(
    "address",
    [
        f"http://127.0.0.1:1/{TOKEN}",
        f"http://nowhere.invalid/{TOKEN}",
        f"http://127.0.0.1:1/{TOKEN} with a space",
        f"http://127.0.0.1:1/{TOKEN}ü",
    ],
)
def test_a_webhook_that_is_not_there_does_no_harm(address: str, caplog: pytest.LogCaptureFixture) -> None:
    notify(Settings(notify_webhook=SecretStr(address)), subject=SUBJECT, text=TEXT)
    assert "The webhook could not be reached" in caplog.text
    assert_logged_without_secrets(caplog.text)


def test_a_notice_is_mailed(mail_port: int, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(
        notify_email_to="desk@example.org",
        notify_email_from="warehouse@example.org",
        smtp_host="127.0.0.1",
        smtp_port=mail_port,
    )
    notify(settings, subject=f"{SUBJECT}\n in the night", text=TEXT)
    heard = MailSink.heard
    assert "mail FROM:<warehouse@example.org>" in [line.split(" size=")[0] for line in heard]
    assert "rcpt TO:<desk@example.org>" in heard
    mail = message_from_string("\n".join(heard[heard.index("data") + 1 : heard.index(".")]))
    assert mail["Subject"] == f"{SUBJECT} in the night"
    assert (mail["From"], mail["To"]) == ("warehouse@example.org", "desk@example.org")
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes) and payload.decode().strip() == TEXT
    assert "@" not in caplog.text


def test_a_password_is_not_sent_without_tls(mail_port: int, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(
        notify_email_to="desk@example.org",
        smtp_host="127.0.0.1",
        smtp_port=mail_port,
        smtp_user="warehouse",
        smtp_password=SecretStr(PASSWORD),
    )
    notify(settings, subject=SUBJECT, text=TEXT)
    assert not [line for line in MailSink.heard if line.lower().startswith(("auth", "data"))]
    assert "The notice could not be mailed: SMTPNotSupportedError" in caplog.text
    assert_logged_without_secrets(caplog.text)


def test_a_password_is_sent_to_the_named_server_only(mail_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    demanded: list[tuple[ssl.VerifyMode, bool]] = []

    def starttls(server: smtplib.SMTP, *, context: ssl.SSLContext) -> None:
        demanded.append((context.verify_mode, context.check_hostname))

    monkeypatch.setattr(smtplib.SMTP, "starttls", starttls)
    settings = Settings(
        notify_email_to="desk@example.org",
        smtp_host="127.0.0.1",
        smtp_port=mail_port,
        smtp_user="warehouse",
        smtp_password=SecretStr(PASSWORD),
    )
    notify(settings, subject=SUBJECT, text=TEXT)
    assert demanded == [(ssl.CERT_REQUIRED, True)], "a certificate that is valid, and that server's"


@pytest.mark.parametrize("to", ["desk@example.org", "nobody\nat all", "desk ü@example.org"])
def test_mail_that_cannot_be_sent_does_no_harm(to: str, caplog: pytest.LogCaptureFixture) -> None:
    notify(Settings(notify_email_to=to, smtp_host="localhost", smtp_port=1), subject=SUBJECT, text=TEXT)
    assert "The notice could not be mailed" in caplog.text
    assert_logged_without_secrets(caplog.text)


def test_a_dead_webhook_does_not_keep_the_mail_back(mail_port: int) -> None:
    settings = Settings(
        notify_webhook=SecretStr("http://127.0.0.1:1/"),
        notify_email_to="desk@example.org",
        smtp_host="127.0.0.1",
        smtp_port=mail_port,
    )
    notify(settings, subject=SUBJECT, text=TEXT)
    assert "rcpt TO:<desk@example.org>" in MailSink.heard


def test_a_notice_cannot_act_where_it_is_shown(
    webhook: SecretStr, mail_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(
        notify_webhook=webhook, notify_email_to="desk@example.org", smtp_host="127.0.0.1", smtp_port=mail_port
    )
    notify(settings, subject="\x1b[2Jfailed", text="<!channel> \u202e<script>\x07\nsecond line")
    assert (
        json.loads(Webhook.posted[-1])["text"]
        == "\\x1b[2Jfailed\n&lt;!channel&gt; \\u202e&lt;script&gt;\\x07\nsecond line"
    )
    mail = message_from_string("\n".join(MailSink.heard[MailSink.heard.index("data") + 1 : MailSink.heard.index(".")]))
    assert mail["Subject"] == "\\x1b[2Jfailed"
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes) and payload.decode().splitlines() == [
        "<!channel> \\u202e<script>\\x07",
        "second line",
    ]
    assert "\x1b" not in caplog.text and "\u202e" not in caplog.text
