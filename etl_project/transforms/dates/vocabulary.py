"""Words that pages write dates with: data tables, by language, and the folding that makes spellings comparable.

Month names, date formats and relative times were checked against Unicode CLDR and the locales of moment.js 2.31, with
which many news sites write them. A language is added by adding its rows here.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

DIGITS = {chr(zero + value): str(value) for zero in (0x0660, 0x06F0, 0x0966, 0x09E6) for value in range(10)}
"""Arabic-Indic, extended Arabic-Indic, Devanagari and Bengali digits."""

LETTERS: dict[str, str] = (
    DIGITS | dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’ʼ", "'") | {"،": ",", "॰": ".", "ı": "i"}
)
"""Single characters that are read as another."""

VOWELS = r"\x{0900}-\x{093B}\x{093D}-\x{097F}"
"""Devanagari's signs but the dot below, as a character class: marks that tell January (जन) from June (जून)."""

_VOWELS = {chr(code) for code in range(0x0900, 0x0980) if code != 0x093C}


def fold(word: str) -> str:
    """A word in the form in which dates are read: compatibility forms, marks over letters, case and `LETTERS` folded.

    `reading.fold_text` is the same for columns.

    >>> fold("AĞUSTOS"), fold("août"), fold("أغسطس"), fold("٢٢")
    ('agustos', 'aout', 'اغسطس', '22')
    """
    letters = (
        letter
        for letter in unicodedata.normalize("NFKD", word)
        if unicodedata.category(letter) != "Mn" or letter in _VOWELS
    )
    return "".join(letters).lower().translate({ord(letter): other for letter, other in LETTERS.items()})


MONTHS = {
    "en": "jan january | feb february | mar march | apr april | may | jun june | jul july | aug august "
    "| sep sept september | oct october | nov november | dec december",
    "fr": "janv janvier | fev fevr février | mars | avr avril | mai | juin | juil juill juillet | août | sept septembre "
    "| oct octobre | nov novembre | déc décembre",
    "es": "ene enero | feb febrero | mar marzo | abr abril | may mayo | jun junio | jul julio | ago agosto "
    "| sep sept set setiembre septiembre | oct octubre | nov noviembre | dic diciembre",
    "pt": "jan janeiro | fev fevereiro | mar março | abr abril | mai maio | jun junho | jul julho | ago agosto "
    "| set setembro | out outubro | nov novembro | dez dezembro",
    "it": "gen gennaio | feb febbraio | mar marzo | apr aprile | mag maggio | giu giugno | lug luglio | ago agosto "
    "| set sett settembre | ott ottobre | nov novembre | dic dicembre",
    "de": "jan jän januar jänner | feb februar feber | mär mrz märz | apr april | mai | jun juni | jul juli "
    "| aug august | sep sept september | okt oktober | nov november | dez dezember",
    "nl": "jan januari | feb februari | mrt maart | apr april | mei | jun juni | jul juli | aug augustus "
    "| sep sept september | okt oktober | nov november | dec december",
    "sv, da, nb": "jan januari januar | feb februari februar | mar mars marts | apr april | maj mai | jun juni "
    "| jul juli | aug augusti august | sep sept september | okt oktober | nov november | dec des december desember",
    "ru": "янв январь января | фев февр февраль февраля | мар март марта | апр апрель апреля | май мая | июн июнь июня "
    "| июл июль июля | авг август августа | сен сент сентябрь сентября | окт октябрь октября | ноя нояб ноябрь ноября "
    "| дек декабрь декабря",
    "uk": "січ січень січня | лют лютий лютого | бер березень березня | кві квіт квітень квітня | тра трав травень травня "
    "| чер черв червень червня | лип липень липня | сер серп серпень серпня | вер вересень вересня "
    "| жов жовт жовтень жовтня | лис лист листопад листопада | гру груд грудень грудня",
    "pl": "sty styczeń stycznia | lut luty lutego | mar marzec marca | kwi kwiecień kwietnia | maj maja "
    "| cze czerwiec czerwca | lip lipiec lipca | sie sierpień sierpnia | wrz wrzesień września "
    "| paź październik października | lis listopad listopada | gru grudzień grudnia",
    "tr": "oca ocak | şub şubat | mar mart | nis nisan | may mayıs | haz haziran | tem temmuz | ağu ağustos "
    "| eyl eylül | eki ekim | kas kasım | ara aralık",
    "id": "jan januari | feb februari | mar maret | apr april | mei | jun juni | jul juli | agu agt agustus "
    "| sep september | okt oktober | nov november | des desember",
    "ms": "jan januari | feb februari | mac | apr april | mei | jun | jul julai | ogo ogos | sep september | okt oktober "
    "| nov november | dis disember",
    "ar, Egypt and the Gulf": "يناير | فبراير | مارس | أبريل إبريل | مايو | يونيو يونية | يوليو يولية | أغسطس | سبتمبر "
    "| أكتوبر | نوفمبر | ديسمبر",
    "ar, Levant and Iraq": "كانون الثاني | شباط | آذار | نيسان | أيار | حزيران | تموز | آب | أيلول | تشرين الأول "
    "| تشرين الثاني | كانون الأول",
    "ar, Maghreb": "جانفي يناير | فيفري فبراير | مارس | أفريل أبريل | ماي | جوان يونيو | جويلية يوليوز | أوت غشت "
    "| سبتمبر شتنبر | أكتوبر | نوفمبر نونبر | ديسمبر دجنبر",
    "fa": "ژانویه | فوریه | مارس | آوریل | مه | ژوئن | ژوئیه | اوت | سپتامبر | اکتبر | نوامبر | دسامبر",
    "hi": "जनवरी जन | फ़रवरी फर | मार्च | अप्रैल | मई | जून | जुलाई जुल | अगस्त अग | सितंबर सितम्बर सित "
    "| अक्टूबर अक्तूबर अक्टू | नवंबर नवम्बर नव | दिसंबर दिसम्बर दिस",
}
"""Names of the twelve months, in order; alternatives are separated by spaces (by nothing in the Levant's, whose names
are of two words)."""

WEEKDAYS = {
    "en": "monday | tuesday | wednesday | thursday | friday | saturday | sunday",
    "fr": "lundi | mardi | mercredi | jeudi | vendredi | samedi | dimanche",
    "es": "lunes | martes | miércoles | jueves | viernes | sábado | domingo",
    "pt": "segunda-feira | terça-feira | quarta-feira | quinta-feira | sexta-feira | sábado | domingo",
    "it": "lunedì | martedì | mercoledì | giovedì | venerdì | sabato | domenica",
    "de": "montag | dienstag | mittwoch | donnerstag | freitag | samstag, sonnabend | sonntag",
    "nl": "maandag | dinsdag | woensdag | donderdag | vrijdag | zaterdag | zondag",
    "sv": "måndag, måndagen | tisdag, tisdagen | onsdag, onsdagen | torsdag, torsdagen | fredag, fredagen "
    "| lördag, lördagen | söndag, söndagen",
    "da, nb": "mandag | tirsdag | onsdag | torsdag | fredag | lørdag | søndag",
    "ru": "понедельник | вторник | в среду | четверг | пятницу, пятница | субботу, суббота | воскресенье",
    "uk": "понеділок | вівторок | в середу, у середу | четвер | п'ятницю | суботу | неділю",
    "pl": "poniedziałek | wtorek | środę, środa | czwartek | piątek | sobotę, sobota | niedzielę, niedziela",
    "tr": "pazartesi | salı günü | çarşamba | perşembe | cuma günü | cumartesi | pazar günü",
    "id": "senin | selasa | rabu | kamis | jumat | sabtu | hari minggu",
    "ar": "الاثنين | الثلاثاء | الأربعاء | الخميس | الجمعة | السبت | الأحد",
    "hi": "सोमवार | मंगलवार | बुधवार | गुरुवार, बृहस्पतिवार | शुक्रवार | शनिवार | रविवार",
}
"""Names of the weekdays from Monday, as running text has them; a name that is also another word stands in the phrase
that makes it a day ("salı günü")."""

WEEKDAY_ABBREVIATIONS = (
    "mon lun | tue tues mar | wed mer mie | thu thur thurs jeu jue gio | fri ven vie | sat sam sab | sun dim dom"
)
"""Of English, French, Spanish and Italian; looked for beside a date only."""

NOT_A_DAY = (
    "black friday", "good friday", "cyber monday", "easter monday", "easter sunday", "palm sunday", "super tuesday",
    "ash wednesday", "saturday night live", "monday night football", "thursday night football", "sunday night football",
    "mail on sunday", "sunday times", "sunday telegraph", "sunday mirror", "sunday express",
)  # fmt: skip
"""Names that hold a weekday and say nothing of the day."""

PUBLISHED = (
    "published", "posted", "publié", "publicad", "veröffentlicht", "publiziert", "erstellt", "pubblicat", "publicerad",
    "publisert", "publiceret", "gepubliceerd", "opublikowan", "yayın", "опубликован", "опубліковано", "نشر", "प्रकाशित",
    "发布", "発行", "公開", "입력",
)  # fmt: skip
"""Words, or their beginnings, before the time of publication."""

UPDATED = (
    "updated", "modified", "last edited", "edited on", "edited:", "actualizad", "actualización", "mis à jour", "mise à jour", "aktualisiert", "akt.:", "geändert",
    "aggiornat", "atualizad", "güncelle", "обновлен", "оновлено", "bijgewerkt", "gewijzigd", "zaktualizowan", "aktualizacja",
    "uppdatera", "opdatere", "oppdatert", "diperbarui", "تحديث", "تعديل", "अपडेट", "更新", "수정",
)  # fmt: skip
"""Words, or their beginnings, before the time of a later change."""

AM = r"a\.?\s?m\b|صباحا\b|ص\b"
PM = r"p\.?\s?m\b|مساء\b|م\b"
"""Patterns of the halves of the day, after a time."""

AM_BEFORE = "오전|上午|午前"
PM_BEFORE = "오후|下午|午後"
"""The same, before a time."""

ZONES = {
    "z": (0, 0), "utc": (0, 0), "gmt": (0, 0), "غرينتش": (0, 0), "جرينتش": (0, 0), "wet": (0, 0), "west": (60, 60),
    "cet": (60, 60), "cest": (120, 120), "mez": (60, 60), "mesz": (120, 120), "eet": (120, 120), "eest": (180, 180),
    "msk": (180, 180), "trt": (180, 180), "eat": (180, 180), "cat": (120, 120), "sast": (120, 120), "wat": (60, 60),
    "pkt": (300, 300), "wib": (420, 420), "wita": (480, 480), "wit": (540, 540), "hkt": (480, 480), "myt": (480, 480), "pht": (480, 480), "ict": (420, 420), "npt": (345, 345), "sgt": (480, 480),
    "jst": (540, 540), "kst": (540, 540), "awst": (480, 480), "acst": (570, 570), "acdt": (630, 630), "aest": (600, 600),
    "aedt": (660, 660), "nzst": (720, 720), "nzdt": (780, 780), "brt": (-180, -180), "art": (-180, -180),
    "est": (-300, -300), "edt": (-240, -240), "mst": (-420, -420), "mdt": (-360, -360), "pdt": (-420, -420),
    "akst": (-540, -540), "akdt": (-480, -480), "hst": (-600, -600),
    "et": (-300, -240), "ct": (-360, -300), "mt": (-420, -360), "pt": (-480, -420),
    "cst": (-360, 480), "cdt": (-300, -240), "pst": (-480, 480), "ist": (60, 330), "bst": (60, 360), "ast": (-240, 180),
    "gst": (-120, 600),
}  # fmt: skip
"""Zone names after a time: the least and the greatest offset from UTC that they stand for, in minutes. Equal where the
name has one meaning (RFC 5322, section 4.3, and the abbreviations of the IANA time zone database); the others widen:
CST is Chicago's and Shanghai's, PST Los Angeles' and Manila's, IST India's, Israel's and Ireland's, BST London's and Dhaka's,
AST Halifax's and Riyadh's, GST Dubai's, Guam's and South Georgia's, CDT Chicago's and Havana's."""

ANY_ZONE = (-12 * 60, 14 * 60)
"""Least and greatest offset in use, in minutes: Etc/GMT+12 and Pacific/Kiritimati in the IANA time zone database."""

FEW = -1
"""Count of "a few hours ago": less than one of the next larger unit."""


@dataclass(frozen=True, slots=True)
class RelativeLanguage:
    """How a language says "3 hours ago". Words of a kind are separated by spaces, phrases by commas."""

    units: dict[str, str]
    """Forms of the unit after a count."""
    before: str = ""
    """Phrases that come before the count and mean "ago"."""
    after: str = ""
    """Phrases that come after the unit and mean "ago"."""
    counts: dict[int, str] = field(default_factory=dict)
    """Counts in words."""
    counted: dict[tuple[int, str], str] = field(default_factory=dict)
    """Forms that hold their count: duals, and singulars that stand alone."""
    yesterday: str = ""
    today: str = ""
    now: str = ""


RELATIVE = {
    "en": RelativeLanguage(
        after="ago",
        units={"second": "second seconds sec secs s", "minute": "minute minutes min mins m", "hour": "hour hours hr hrs h",
               "day": "day days d", "week": "week weeks wk wks w", "month": "month months mo mos mth mths", "year": "year years yr yrs y"},
        counts={1: "a, an, one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
                FEW: "a few, few, several, a couple of, a couple, couple of, couple, some", 0: "less than a, less than one, under a"},
        yesterday="yesterday", today="today", now="just now, right now, moments ago, a moment ago, now",
    ),
    "ar": RelativeLanguage(
        before="منذ, قبل",
        units={"second": "ثانية ثوان ثواني", "minute": "دقيقة دقائق", "hour": "ساعة ساعات", "day": "يوم يوما أيام",
               "week": "أسبوع أسبوعا أسابيع", "month": "شهر شهرا أشهر شهور", "year": "سنة سنوات عام عاما أعوام"},
        counts={FEW: "بضع, بضعة, عدة", 0: "أقل من"},
        counted={(1, "minute"): "دقيقة", (1, "hour"): "ساعة", (1, "day"): "يوم", (1, "week"): "أسبوع", (1, "month"): "شهر",
                 (1, "year"): "سنة عام", (1, "second"): "ثانية", (2, "second"): "ثانيتين ثانيتان", (2, "minute"): "دقيقتين دقيقتان",
                 (2, "hour"): "ساعتين ساعتان", (2, "day"): "يومين يومان", (2, "week"): "أسبوعين أسبوعان", (2, "month"): "شهرين شهران",
                 (2, "year"): "سنتين عامين سنتان عامان", (FEW, "second"): "لحظات ثوان ثواني", (FEW, "minute"): "دقائق",
                 (FEW, "hour"): "ساعات", (FEW, "day"): "أيام"},
        yesterday="أمس", today="اليوم", now="الآن",
    ),
    "es": RelativeLanguage(
        before="hace",
        units={"second": "segundo segundos seg s", "minute": "minuto minutos min", "hour": "hora horas h", "day": "día días d",
               "week": "semana semanas sem", "month": "mes meses", "year": "año años a"},
        counts={1: "un, una, uno", 2: "dos", FEW: "unos, unas, pocos, pocas, algunos, algunas", 0: "menos de un, menos de una"},
        yesterday="ayer", today="hoy", now="ahora, justo ahora, ahora mismo",
    ),
    "fr": RelativeLanguage(
        before="il y a",
        units={"second": "seconde secondes sec s", "minute": "minute minutes min mn", "hour": "heure heures h", "day": "jour jours j",
               "week": "semaine semaines sem", "month": "mois", "year": "an ans année années a"},
        counts={1: "un, une", 2: "deux", FEW: "quelques", 0: "moins d'un, moins d'une"},
        yesterday="hier", today="aujourd'hui", now="à l'instant, maintenant",
    ),
    "de": RelativeLanguage(
        before="vor",
        units={"second": "Sekunde Sekunden Sek s", "minute": "Minute Minuten Min", "hour": "Stunde Stunden Std Stdn h",
               "day": "Tag Tage Tagen", "week": "Woche Wochen", "month": "Monat Monate Monaten", "year": "Jahr Jahre Jahren"},
        counts={1: "einer, einem, einen, ein, eine", 2: "zwei", FEW: "wenigen, einigen, ein paar", 0: "weniger als einer, weniger als einem"},
        yesterday="gestern", today="heute", now="gerade eben, soeben, jetzt",
    ),
    "pt": RelativeLanguage(
        before="há", after="atrás",
        units={"second": "segundo segundos seg s", "minute": "minuto minutos min m", "hour": "hora horas h", "day": "dia dias d",
               "week": "semana semanas sem", "month": "mês meses", "year": "ano anos"},
        counts={1: "um, uma", 2: "dois, duas", FEW: "alguns, algumas, poucos, poucas", 0: "menos de um, menos de uma"},
        counted={(FEW, "second"): "segundos"},
        yesterday="ontem", today="hoje", now="agora, agora mesmo",
    ),
    "it": RelativeLanguage(
        after="fa",
        units={"second": "secondo secondi sec s", "minute": "minuto minuti min m", "hour": "ora ore h", "day": "giorno giorni g gg",
               "week": "settimana settimane sett", "month": "mese mesi", "year": "anno anni"},
        counts={1: "un, una, uno, un'", 2: "due", FEW: "alcuni, alcune, qualche, pochi, poche", 0: "meno di un, meno di una"},
        yesterday="ieri", today="oggi", now="proprio ora, adesso, ora",
    ),
    "tr": RelativeLanguage(
        after="önce",
        units={"second": "saniye sn", "minute": "dakika dk", "hour": "saat sa", "day": "gün", "week": "hafta hf", "month": "ay", "year": "yıl sene"},
        counts={1: "bir", 2: "iki", FEW: "birkaç"},
        yesterday="dün", today="bugün", now="az önce, şimdi, şu anda",
    ),
    "ru": RelativeLanguage(
        after="назад",
        units={"second": "секунда секунду секунды секунд сек", "minute": "минута минуту минуты минут мин", "hour": "час часа часов ч",
               "day": "день дня дней дн", "week": "неделя неделю недели недель нед", "month": "месяц месяца месяцев мес",
               "year": "год года лет г л"},
        counts={1: "один, одну, одна", 2: "два, две", FEW: "несколько, пару"},
        counted={(1, "second"): "секунду", (1, "minute"): "минуту", (1, "hour"): "час", (1, "day"): "день", (1, "week"): "неделю",
                 (1, "month"): "месяц", (1, "year"): "год"},
        yesterday="вчера", today="сегодня", now="только что, сейчас",
    ),
    "uk": RelativeLanguage(
        after="тому",
        units={"second": "секунда секунду секунди секунд с", "minute": "хвилина хвилину хвилини хвилин хв",
               "hour": "година годину години годин год", "day": "день дні днів дн", "week": "тиждень тижні тижнів тиж",
               "month": "місяць місяці місяців міс", "year": "рік роки року років р"},
        counts={1: "один, одну, одна", 2: "два, дві", FEW: "кілька, декілька"},
        counted={(1, "minute"): "хвилину", (1, "hour"): "годину", (1, "day"): "день", (1, "week"): "тиждень", (1, "month"): "місяць",
                 (1, "year"): "рік"},
        yesterday="вчора, учора", today="сьогодні", now="щойно, зараз",
    ),
    "nl": RelativeLanguage(
        after="geleden",
        units={"second": "seconde seconden sec", "minute": "minuut minuten min", "hour": "uur uren u", "day": "dag dagen dgn d",
               "week": "week weken", "month": "maand maanden mnd", "year": "jaar jaren jr"},
        counts={1: "een, één", 2: "twee", FEW: "enkele, een paar", 0: "minder dan een"},
        yesterday="gisteren", today="vandaag", now="zojuist, zonet, nu",
    ),
    "pl": RelativeLanguage(
        after="temu",
        units={"second": "sekunda sekundę sekundy sekund sek", "minute": "minuta minutę minuty minut min",
               "hour": "godzina godzinę godziny godzin godz", "day": "dzień dni", "week": "tydzień tygodnie tygodni tyg tydz",
               "month": "miesiąc miesiące miesięcy mies", "year": "rok lata lat"},
        counts={1: "jeden, jedną", 2: "dwa, dwie", FEW: "kilka"},
        counted={(1, "minute"): "minutę", (1, "hour"): "godzinę", (1, "day"): "dzień", (1, "week"): "tydzień", (1, "month"): "miesiąc",
                 (1, "year"): "rok"},
        yesterday="wczoraj", today="dzisiaj, dziś", now="przed chwilą, teraz",
    ),
    "sv": RelativeLanguage(
        after="sedan, sen",
        units={"second": "sekund sekunder sek s", "minute": "minut minuter min", "hour": "timme timmar tim", "day": "dag dagar d",
               "week": "vecka veckor v", "month": "månad månader mån", "year": "år"},
        counts={1: "en, ett", 2: "två", FEW: "några"},
        yesterday="i går, igår", today="i dag, idag", now="just nu, nu",
    ),
    "da, nb": RelativeLanguage(
        after="siden",
        units={"second": "sekund sekunder sek", "minute": "minut minutt minutter min", "hour": "time timer t", "day": "dag dage dager døgn d",
               "week": "uge uger uke uker u", "month": "måned måneder mnd md mdr", "year": "år"},
        counts={1: "en, ett, et", 2: "to", FEW: "få, nogle, noen, et par"},
        yesterday="i går", today="i dag", now="lige nu, akkurat nå, nå",
    ),
    "id": RelativeLanguage(
        after="yang lalu, lalu",
        units={"second": "detik dtk", "minute": "menit mnt", "hour": "jam", "day": "hari h", "week": "minggu mgg", "month": "bulan bln", "year": "tahun thn"},
        counts={1: "satu", 2: "dua", FEW: "beberapa"},
        counted={(1, "minute"): "semenit", (1, "hour"): "sejam", (1, "day"): "sehari", (1, "week"): "seminggu", (1, "month"): "sebulan",
                 (1, "year"): "setahun"},
        yesterday="kemarin", today="hari ini", now="baru saja, sekarang",
    ),
    "fa": RelativeLanguage(
        after="پیش, قبل",
        units={"second": "ثانیه", "minute": "دقیقه", "hour": "ساعت", "day": "روز", "week": "هفته", "month": "ماه", "year": "سال"},
        counts={1: "یک", 2: "دو", FEW: "چند"},
        yesterday="دیروز", today="امروز", now="اکنون, هم اکنون",
    ),
    "hi": RelativeLanguage(
        after="पहले, पूर्व",
        units={"second": "सेकंड सेकेंड से", "minute": "मिनट मि", "hour": "घंटा घंटे घंटों घं", "day": "दिन दिनों", "week": "सप्ताह हफ्ता हफ्ते",
               "month": "महीना महीने माह", "year": "साल वर्ष"},
        counts={1: "एक", 2: "दो", FEW: "कुछ"},
        today="आज", now="अभी",
    ),
    "zh, ja": RelativeLanguage(
        after="前",
        units={"second": "秒 秒鐘 秒钟", "minute": "分 分钟 分鐘 分間", "hour": "小时 小時 個小時 个小时 時間", "day": "天 日",
               "week": "周 週 週間 个星期 個星期", "month": "个月 個月 か月 ヶ月 カ月", "year": "年"},
        counts={1: "一", FEW: "数, 數, 几, 幾"},
        yesterday="昨天, 昨日", today="今天, 今日", now="刚刚, 剛剛",
    ),
    "ko": RelativeLanguage(
        after="전",
        units={"second": "초", "minute": "분", "hour": "시간", "day": "일", "week": "주", "month": "개월 달", "year": "년"},
        counts={1: "한, 일", FEW: "몇"}, counted={(1, "day"): "하루"},
        yesterday="어제", today="오늘", now="방금, 지금",
    ),
}  # fmt: skip
"""By language. Hindi's कल is both yesterday and tomorrow, and left out."""


def phrases(text: str) -> list[str]:
    """Comma-separated phrases, folded, the longest first (an alternation takes the first that fits)."""
    return sorted({fold(phrase.strip()) for phrase in text.split(",") if phrase.strip()}, key=len, reverse=True)


def months() -> dict[str, int]:
    """Every folded name of a month, and its number."""
    return {name: number for language, row in MONTHS.items() for number, name in _month_names(language, row)}


def _month_names(language: str, row: str) -> Iterator[tuple[int, str]]:
    for number, names in enumerate(row.split("|"), start=1):
        for name in [names] if language == "ar, Levant and Iraq" else names.split():
            yield number, fold(name.strip())


def weekdays() -> dict[int, list[str]]:
    """Names of each weekday in running text by ISO number (Monday is 1): in lower case, with and without marks."""
    columns = zip(*(row.split("|") for row in WEEKDAYS.values()), strict=True)
    names = {number: ",".join(column) for number, column in enumerate(columns, start=1)}
    return {
        number: sorted({name.strip() for name in row.split(",")} | set(phrases(row))) for number, row in names.items()
    }


def weekday_abbreviations() -> dict[int, list[str]]:
    """`WEEKDAY_ABBREVIATIONS` by ISO number."""
    return {number: names.split() for number, names in enumerate(WEEKDAY_ABBREVIATIONS.split("|"), start=1)}
