"""Settings: defaults, overrides from the environment, and one clear sentence for each mistake."""

from pathlib import Path

import pytest

from etl_project.dagster_home import prepare_dagster_home
from etl_project.settings import PROJECT_ROOT, SettingsError, load_settings


def test_defaults_are_the_documented_ones() -> None:
    settings = load_settings()
    assert (settings.schedule_hour, settings.schedule_minute, settings.schedule_time_zone) == (2, 0, "UTC")
    assert settings.keep_publications == 5
    assert settings.raw_root == PROJECT_ROOT / "data" / "raw"


def test_the_environment_overrides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ETL_RAW_ROOT", str(tmp_path))
    monkeypatch.setenv("ETL_SCHEDULE_HOUR", "5")
    assert load_settings().raw_root == tmp_path.resolve()
    assert load_settings().schedule_hour == 5


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ETL_SCHEDULE_HOUR", "25", "ETL_SCHEDULE_HOUR: input should be less than or equal to 23."),
        ("ETL_WORKERS", "many", "ETL_WORKERS: input should be a valid integer, unable to parse string as an integer."),
        (
            "ETL_SCHEDULE_TIME_ZONE",
            "Mars/Olympus",
            "ETL_SCHEDULE_TIME_ZONE: 'Mars/Olympus' is not an IANA time zone; write one such as Europe/Berlin.",
        ),
        (
            "ETL_REGISTRY",
            "/nowhere.toml",
            "ETL_REGISTRY: there is no file /nowhere.toml; point it to a registry in TOML.",
        ),
        ("ETL_WORKER", "7", "ETL_WORKER: there is no such setting; docs/settings.md lists them."),
        *(
            (
                "ETL_DAGSTER_POSTGRES_URL",
                url,
                "ETL_DAGSTER_POSTGRES_URL: it is not an address such as postgresql://user:password@host:5432/name.",
            )
            for url in ("db.example:5432", "mysql://db.example/news", "postgresql+asyncpg://db.example/news")
        ),
        (
            "ETL_EXECUTOR",
            "cluster",
            "ETL_EXECUTOR=cluster needs ETL_CLUSTER_ADDRESS, the host and port of the cluster's head.",
        ),
        (
            "ETL_CLUSTER_ADDRESS",
            "ray://head",
            "ETL_CLUSTER_ADDRESS: 'ray://head' is not the host and port of a cluster's head; write them such as 10.0.0.1:6379.",
        ),
        ("ETL_SMTP_USER", "me", "Set ETL_SMTP_USER and ETL_SMTP_PASSWORD both, or neither."),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == sentence


def test_every_mistake_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETL_WORKERS", "0")
    monkeypatch.setenv("ETL_KEEP_PUBLICATIONS", "0")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert [line.split(":")[0] for line in str(raised.value).splitlines()] == ["ETL_WORKERS", "ETL_KEEP_PUBLICATIONS"]


def test_secrets_are_neither_shown_nor_named_in_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETL_NOTIFY_WEBHOOK", "https://hooks.example/T0K3N")
    monkeypatch.setenv("ETL_SMTP_USER", "warehouse")
    monkeypatch.setenv("ETL_SMTP_PASSWORD", "T0K3N")
    settings = load_settings()
    for shown in (repr(settings), str(settings), settings.model_dump_json(), repr(settings.model_dump())):
        assert "T0K3N" not in shown
    monkeypatch.delenv("ETL_SMTP_USER")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "T0K3N" not in str(raised.value)
    monkeypatch.delenv("ETL_SMTP_PASSWORD")
    monkeypatch.setenv("ETL_NOTIFY_WEBHOOK", "ftp-T0K3N")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == "ETL_NOTIFY_WEBHOOK: it is not an http(s) address."


@pytest.mark.parametrize("password", ["T0K3N", "my@T0K3N", "50%T0K3N"])
def test_postgres_that_cannot_be_used_is_one_sentence_without_the_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, password: str
) -> None:
    monkeypatch.setenv("ETL_DATA_ROOT", str(tmp_path))
    monkeypatch.setenv("ETL_DAGSTER_POSTGRES_URL", f"postgresql://etl:{password}@127.0.0.1:1/none")
    settings = load_settings()
    assert "T0K3N" not in repr(settings) + settings.model_dump_json()
    with pytest.raises(SettingsError, match=r"^ETL_DAGSTER_POSTGRES_URL: PostgreSQL.*(refused|%25.*)\.$") as raised:
        prepare_dagster_home(settings)
    assert "T0K3N" not in str(raised.value) and "\n" not in str(raised.value)
