"""What every form of date string resolves to."""

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from etl_project.transforms.dates import resolve_dates
from etl_project.transforms.dates.reading import fold_text
from etl_project.transforms.dates.vocabulary import MONTHS, RELATIVE, WEEKDAYS, fold
from etl_project_tests.transforms.dated_articles import articles, at

MICROSECOND = timedelta(microseconds=1)


def resolved(raws: list[str], **common: Any) -> dict[str, dict[str, Any]]:
    """The resolution of each string, each alone on its page and host."""
    frame = resolve_dates(articles(*({"published_raw": raw, **common} for raw in raws)))
    return {row["published_raw"]: row for row in frame.to_dicts()}


INSTANTS = {  # written to the second, with an offset: UTC, day as written
    "2025-07-12T14:30:00+02:00": ("2025-07-12 12:30:00", "2025-07-12"),
    "2025-07-12T14:30:00Z": ("2025-07-12 14:30:00", "2025-07-12"),
    "2025-07-12T14:30:00z": ("2025-07-12 14:30:00", "2025-07-12"),
    "2025-07-12T14:30:00+0200": ("2025-07-12 12:30:00", "2025-07-12"),
    "2025-07-12T14:30:00+02": ("2025-07-12 12:30:00", "2025-07-12"),
    "2025-07-12 14:30:00 +02:00": ("2025-07-12 12:30:00", "2025-07-12"),
    "2025-07-12T14:30:00.123Z": ("2025-07-12 14:30:00.123", "2025-07-12"),
    "2025-07-12T14:30:00.1234567Z": ("2025-07-12 14:30:00.123456", "2025-07-12"),
    "2025-07-12T14:30:00,5-03:30": ("2025-07-12 18:00:00.5", "2025-07-12"),
    "2025-07-12T00:15:00+05:45": ("2025-07-11 18:30:00", "2025-07-12"),
    "2025-07-12T14:30:00+02:00[Europe/Berlin]": ("2025-07-12 12:30:00", "2025-07-12"),
    "20250712T143000Z": ("2025-07-12 14:30:00", "2025-07-12"),
    "20250712T143000.25+0200": ("2025-07-12 12:30:00.25", "2025-07-12"),
    "Sat, 12 Jul 2025 14:30:00 GMT": ("2025-07-12 14:30:00", "2025-07-12"),
    "Sat, 12 Jul 2025 14:30:00 -0400": ("2025-07-12 18:30:00", "2025-07-12"),
    "Sat, 12 Jul 2025 23:30:00 EDT": ("2025-07-13 03:30:00", "2025-07-12"),
    "Sat Jul 12 14:30:00 UTC 2025": ("2025-07-12 14:30:00", "2025-07-12"),
    "Sat Jul 12 2025 14:30:00 GMT+0200 (Central European Summer Time)": ("2025-07-12 12:30:00", "2025-07-12"),
    "12/07/2025 14:30:00 CEST (07/12)": ("2025-07-12 12:30:00", "2025-07-12"),
}


def test_times_with_an_offset_are_instants() -> None:
    found = resolved(list(INSTANTS), date_order="DMY")
    for raw, (instant, day) in INSTANTS.items():
        row = found[raw]
        assert row["published_lo"] == row["published_hi"] == row["published_at"] == at(instant), raw
        assert row["published_on"] == date.fromisoformat(day), raw
        assert (row["published_precision"], row["published_method"], row["date_flags"]) == ("second", "absolute", []), (
            raw
        )


MINUTES = {  # written to the minute, with a zone: first instant in UTC
    "2025-07-12T14:30Z": "2025-07-12 14:30",
    "202507121430 UTC": "2025-07-12 14:30",
    "20250712 14:30+0200": "2025-07-12 12:30",
    "12 July 2025, 2:30 p.m. EDT": "2025-07-12 18:30",
    "Jul 12, 2025 12:05 am GMT": "2025-07-12 00:05",
    "Jul 12, 2025 12:05 pm GMT": "2025-07-12 12:05",
    "2:30 PM GMT+9, July 12, 2025": "2025-07-12 05:30",
    "Published Sat, Jul 12 20252:30 PM EDT": "2025-07-12 18:30",
    "12. Juli 2025, 14.30 Uhr MESZ": "2025-07-12 12:30",
    "Sabtu, 12/07/2025, 14.30 WIB": "2025-07-12 07:30",
    "12 luglio 2025 ore 14.30 CEST": "2025-07-12 12:30",
    "١٢ يوليو ٢٠٢٥ - ٠٢:٣٠ م بتوقيت غرينتش": "2025-07-12 14:30",
    "2025-07-12 오후 2:30 KST": "2025-07-12 05:30",
    "2025年7月12日 下午2:30 GMT+8": "2025-07-12 06:30",
}


def test_times_to_the_minute_last_a_minute() -> None:
    found = resolved(list(MINUTES), date_order="DMY")
    for raw, first in MINUTES.items():
        row = found[raw]
        assert (row["published_lo"], row["published_hi"]) == (
            at(first),
            at(first) + timedelta(minutes=1) - MICROSECOND,
        ), raw
        assert row["published_at"] == at(first) + timedelta(seconds=30), raw
        assert (row["published_on"], row["published_precision"]) == (date(2025, 7, 12), "minute"), raw


DAYS = [
    "2025-07-12", "2025/07/12", "2025.07.12", "2025. 7. 12.", "20250712", "2025-Jul-12", "2025, July 12",
    "12 July 2025", "12th July, 2025", "the 12th of July 2025", "July 12, 2025", "Jul. 12th 2025", "12-Jul-2025", "12 JUL 25",
    "Saturday, July 12, 2025", "Posted by Ann Lee on July 12, 2025", "Valley LedgerJuly 12, 2025",
    "12 juillet 2025", "12 de julio de 2025", "12 de julho de 2025", "12 luglio 2025", "12. Juli 2025", "12 juli 2025",
    "12 июля 2025 г.", "12 липня 2025", "12 lipca 2025", "12 Temmuz 2025", "12 TEMMUZ 2025", "12 Julai 2025",
    "12 يوليو 2025", "12 تموز 2025", "12 تموز/يوليو 2025", "12 يوليو/ تموز 2025", "١٢ جويلية ٢٠٢٥", "۱۲ ژوئیه ۲۰۲۵", "१२ जुलाई २०२५",
    "2025年7月12日", "2025년 7월 12일", "\u200f12\u00a0July\u202f2025\u200e", "１２ July ２０２５", "12 July 2025 | 4 min read",
]  # fmt: skip
"""Written to the day, in an order that is certain: all are 12 July 2025."""


def test_days_last_a_day_in_any_zone() -> None:
    for raw, row in resolved(DAYS).items():
        assert row["published_on"] == date(2025, 7, 12), raw
        # Begins where it is UTC+14, ends where it is UTC-12.
        assert (row["published_lo"], row["published_hi"]) == (
            at("2025-07-11 10:00"),
            at("2025-07-13 12:00") - MICROSECOND,
        ), raw
        assert row["published_at"] == at("2025-07-12 11:00"), raw
        assert (row["published_precision"], row["published_method"], row["date_flags"]) == ("day", "absolute", []), raw


MONTH_NAMES = {  # the first of every month, by language
    "en": "January February March April May June July August September October November December",
    "en, short": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "de": "Jänner Februar März April Mai Juni Juli August September Oktober November Dezember",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "ar, Egypt": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar, Tunisia": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar, Levant": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
}


def test_months_by_name() -> None:
    raws = {
        f"1 {name.replace('_', ' ')} 2025": number
        for names in MONTH_NAMES.values()
        for number, name in enumerate(names.split(), start=1)
    }
    found = resolved(list(raws))
    assert {raw: row["published_on"] for raw, row in found.items()} == {
        raw: date(2025, n, 1) for raw, n in raws.items()
    }
    assert {row["date_order_basis"] for row in found.values()} == {None}


def test_no_name_of_a_month_means_two() -> None:
    numbers: dict[str, set[int]] = {}
    for language, row in MONTHS.items():
        for number, names in enumerate(row.split("|"), start=1):
            for name in [names] if language.startswith("ar, Levant") else names.split():
                numbers.setdefault(fold(name.strip()), set()).add(number)
    assert {name: found for name, found in numbers.items() if len(found) > 1} == {}


def test_columns_are_folded_as_words_are() -> None:
    words = [word for table in (MONTHS, WEEKDAYS) for row in table.values() for word in row.replace("|", " ").split()]
    words += [word for language in RELATIVE.values() for forms in language.units.values() for word in forms.split()]
    folded = pl.DataFrame({"word": words}).select(fold_text(pl.col("word")))["word"].to_list()
    assert folded == [fold(word) for word in words]


UNREADABLE = [
    "32-13-2025", "2025-02-30", "31 April 2025", "00/00/2025", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z",
    "1900-01-01", "By Ann Lee", "2025", "14:30", "17 minute read", "thirteen hours ago", "1.5 hours ago", "15/01/1447",
    "12:30 12/45/2025", "{{ date }}", "1752330600", "12 July 2025" + " and so on" * 30,
]  # fmt: skip


def test_what_names_no_day_is_unreadable_and_undated() -> None:
    for raw, row in resolved(UNREADABLE).items():
        assert [row[f"published_{name}"] for name in ("at", "on", "lo", "hi")] == [None] * 4, raw
        assert (row["published_precision"], row["published_method"], row["date_order_basis"]) == (
            "unknown",
            "none",
            None,
        ), raw
        assert row["date_flags"] == ["unreadable_date"], raw


@pytest.mark.parametrize("raw", ["", " ", "\u00a0\n"])
def test_a_blank_string_is_no_date_and_no_mistake(raw: str) -> None:
    row = resolved([raw])[raw]
    assert (row["published_method"], row["published_lo"], row["published_hi"], row["date_flags"]) == (
        "none",
        None,
        None,
        [],
    )


@pytest.mark.parametrize(
    ("raw", "instant"), [("1752330600", "2025-07-12 14:30"), ("1752330600123", "2025-07-12 14:30:00.123")]
)
def test_epoch_times_are_read_in_structured_data(raw: str, instant: str) -> None:
    row = resolved([raw], published_source="structured")[raw]
    assert row["published_lo"] == row["published_hi"] == at(instant)
    assert (row["published_on"], row["published_method"]) == (date(2025, 7, 12), "structured")
    assert (row["published_precision"], row["date_order_basis"]) == ("second", None)


ZONES = {  # a time beside the name of a zone that has more than one meaning: hours before and after, as UTC
    "12 July 2025 14:30 CST": (6.5, 20.5),  # Shanghai, Chicago
    "12 July 2025 14:30 IST": (9, 13.5),  # India, Ireland
    "12 July 2025 2:30 p.m. ET": (18.5, 19.5),
    "12 July 2025 14:30 EEK": (0.5, 26.5),  # no zone that is known
    "12 juillet 2025 14h30 et": (0.5, 26.5),  # "and"
}


def test_zone_names_with_several_meanings_widen() -> None:
    midnight = at("2025-07-12")
    for raw, row in resolved(list(ZONES)).items():
        first, last = ZONES[raw]
        assert row["published_lo"] == midnight + timedelta(hours=first), raw
        assert row["published_hi"] == midnight + timedelta(hours=last, minutes=1) - MICROSECOND, raw
        assert row["published_precision"] == "minute", raw


CAPTURED = at("2025-07-12 12:00")
AGES: dict[str, tuple[timedelta, timedelta, str]] = {}
for _precision, _unit, _phrases in (
    ("second", timedelta(seconds=1), {"30 seconds ago": 30, "hace 30 segundos": 30}),
    ("minute", timedelta(minutes=1), {
        "11 minutes ago": 11, "a minute ago": 1, "5 mins ago": 5, "5m ago": 5, "قبل 5 دقائق": 5, "منذ دقيقتين": 2, "منذ ١٥ دقيقة": 15,
        "vor einer Minute": 1, "vor 28 Minuten": 28, "5 minutos atrás": 5, "5 минут назад": 5, "минуту назад": 1, "5分钟前": 5, "5분 전": 5,
    }),
    ("hour", timedelta(hours=1), {
        "an hour ago": 1, "1 hour ago": 1, "Yahoo4 hours ago": 4, "time4 hours ago": 4, "7NEWS3 hours ago": 3, "2h ago": 2,
        "about 3 hours ago": 3, "two hours ago": 2, "Published: 5 hours ago": 5, "3 hours, 20 minutes ago": 3,
        "منذ ٣ ساعات": 3, "منذ ساعتين": 2, "منذ ساعة": 1, "hace 3 horas": 3, "hace una hora": 1, "il y a 2 heures": 2, "il y a environ 2 heures": 2,
        "vor 3 Stunden": 3, "Vor einer Stunde": 1, "há 3 horas": 3, "3 ore fa": 3, "un'ora fa": 1, "3 saat önce": 3, "3 часа назад": 3,
        "час назад": 1, "3 години тому": 3, "3 uur geleden": 3, "3 godziny temu": 3, "för 3 timmar sedan": 3, "for 3 timer siden": 3,
        "3 jam yang lalu": 3, "۳ ساعت پیش": 3, "3 घंटे पहले": 3, "3小时前": 3, "3時間前": 3, "3시간 전": 3,
    }),
    ("day", timedelta(days=1), {
        "a day ago": 1, "6 days ago": 6, "منذ يوم واحد": 1, "منذ يومين": 2, "hace 2 días": 2, "1 day, 3 hours ago": 1, "2 gün önce": 2,
    }),
    ("unknown", timedelta(days=7), {"2 weeks ago": 2, "a week ago": 1, "منذ أسبوعين": 2, "il y a une semaine": 1}),
):  # fmt: skip
    for _phrase, _count in _phrases.items():
        AGES[_phrase] = (_unit * (_count + 1), _unit * _count - _unit / 2, _precision)
AGES |= {
    "3 months ago": (timedelta(days=4 * 31), timedelta(days=75), "unknown"),
    "a year ago": (timedelta(days=2 * 366), timedelta(days=365) / 2, "unknown"),
    "a few seconds ago": (timedelta(minutes=1), timedelta(0), "minute"),
    "vor ein paar Sekunden": (timedelta(minutes=1), timedelta(0), "minute"),
    "less than a minute ago": (timedelta(minutes=1), timedelta(0), "minute"),
    "0 minutes ago": (timedelta(minutes=1), timedelta(0), "minute"),
    "several hours ago": (timedelta(days=1), timedelta(0), "day"),
    "just now": (timedelta(minutes=1), timedelta(0), "minute"),
    "الآن": (timedelta(minutes=1), timedelta(0), "minute"),
    "yesterday": (timedelta(hours=49), timedelta(0), "day"),
    "Yesterday, 14:30": (timedelta(hours=49), timedelta(0), "day"),
    "أمس": (timedelta(hours=49), timedelta(0), "day"),
    "Heute, 11:07 Uhr": (timedelta(hours=25), timedelta(0), "day"),
}


def test_ages_are_counted_back_from_the_capture() -> None:
    for raw, row in resolved(list(AGES), captured_at=CAPTURED).items():
        longest, shortest, precision = AGES[raw]
        assert (row["published_lo"], row["published_hi"]) == (CAPTURED - longest, CAPTURED - shortest), raw
        assert (row["published_precision"], row["published_method"], row["date_flags"]) == (
            precision,
            "relative",
            [],
        ), raw
        assert row["date_order_basis"] is None, raw
        middle = CAPTURED - (longest + shortest) / 2
        assert (
            row["published_at"] is None if precision == "unknown" else abs(row["published_at"] - middle) <= MICROSECOND
        ), raw


UPDATES = {  # the string, and its publication day where it tells one
    "Updated 12 July 2025": None,
    "Last modified: 2025-07-12T14:30:00Z": None,
    "Updated 3 hours ago": None,
    "Aktualisiert: 12.07.2025": None,
    "آخر تحديث: 12/07/2025": None,
    "Stand: 12. Juli 2025": None,
    "Published 11 July 2025, updated 12 July 2025": date(2025, 7, 11),
    "11 July 2025 (updated 12 July 2025)": date(2025, 7, 11),
    "Updated: 12 July 2025 | Published: 11 July 2025": date(2025, 7, 11),
    "11. Juli 2025, 16.03 UhrAkt.: 12. Juli 2025, 21.18 Uhr": date(2025, 7, 11),
}


def test_a_time_of_change_bounds_publication_from_above_only() -> None:
    for raw, row in resolved(list(UPDATES), captured_at=at("2025-07-13 12:00"), date_order="DMY").items():
        assert row["published_on"] == UPDATES[raw], raw
        if UPDATES[raw] is None:
            assert (row["published_lo"], row["published_at"], row["published_precision"]) == (None, None, "unknown"), (
                raw
            )
            assert row["published_hi"] >= at("2025-07-12 14:30"), raw
            assert row["date_flags"] == ["updated_time"], raw
        else:
            assert (row["published_precision"], row["date_flags"]) in [("day", []), ("minute", [])], raw


@pytest.mark.parametrize(
    ("source", "raw", "method"),
    [
        ("structured", "2025-07-12", "structured"),
        ("label", "2025-07-12", "absolute"),
        ("label", "3 hours ago", "relative"),
        ("url", "/2025/07/12/", "url"),
        ("text", "12 July 2025", "text"),
        (None, "2025-07-12", "absolute"),
    ],
)
def test_method_tells_where_and_how_the_date_was_read(source: str | None, raw: str, method: str) -> None:
    row = resolved([raw], published_source=source, captured_at=datetime.fromisoformat("2025-07-12T12:00:00+00:00"))[raw]
    assert row["published_method"] == method
    assert row["published_on"] == date(2025, 7, 12)
