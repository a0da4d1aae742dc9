"""Notices to people: always logged, and sent by webhook or e-mail where configured.

A notice that cannot be sent is logged and otherwise ignored: it must never fail what it tells of. Addresses and
passwords are secrets and are not logged.
"""

import http.client
import json
import logging
import smtplib
import ssl
import urllib.error
import urllib.request
from email.message import EmailMessage
from html import escape

from etl_project.settings import Settings
from etl_project.text import printable, printable_lines

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20


def notify(settings: Settings, *, subject: str, text: str) -> None:
    """Log a notice, and send it on every configured way: as plain text that cannot act where it is shown."""
    subject, text = printable(" ".join(subject.split())), printable_lines(text)
    logger.error("%s. %s", subject, text)
    if settings.notify_webhook:
        try:
            _post(settings.notify_webhook.get_secret_value(), subject, text)
        except (OSError, ValueError, http.client.HTTPException) as error:
            logger.error("The webhook could not be reached: %s", type(error).__name__)
    if settings.notify_email_to:
        try:
            _mail(settings, settings.notify_email_to, subject, text)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            logger.error("The notice could not be mailed: %s", type(error).__name__)


def _post(address: str, subject: str, text: str) -> None:
    """Post {"text": …}, which Slack, Mattermost and most others understand.

    They read <…> as links and calls for people, and want &, < and > written as entities.
    """
    body = json.dumps({"text": escape(f"{subject}\n{text}", quote=False)}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 - the settings take http(s) alone
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - and no redirection leads to a file
        pass


def _mail(settings: Settings, to: str, subject: str, text: str) -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = settings.notify_email_from
    message["To"] = to
    message.set_content(text)
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_SECONDS) as server:
        if settings.smtp_user and settings.smtp_password:
            # Of its own accord starttls() takes any certificate, and so would give the password to anyone in between.
            server.starttls(context=ssl.create_default_context())
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(message)
