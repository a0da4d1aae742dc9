"""Who and what a text names, by itself."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.transforms.names import Sighting, read_names


def named(body: str, title: str = "", language: str = "en") -> set[tuple[str | None, str]]:
    """Type and fullest form of what a text names."""
    return {(one.type, one.name) for one in read_names(title, body, language) if one.type}


def one(body: str, surface: str, language: str = "en") -> Sighting:
    """The only place where a text has a name."""
    (found,) = [found for found in read_names("", body, language) if found.surface == surface]
    return found


@pytest.mark.parametrize(
    ("text", "name", "method"),
    [
        ("It was Foreign Minister Olgen Varrisk who spoke first.", "Olgen Varrisk", "title"),
        ("It was said that Mr. Varrisk had left the hall.", "Varrisk", "honorific"),
        ("The hall was opened by Margaret Whitcombe last week.", "Margaret Whitcombe", "first name"),
        ("In the end singer Varra Quelt left the stage.", "Varra Quelt", "role"),
        ("Then Varra Quelt, 34, left the stage.", "Varra Quelt", "age"),
        ("Then Varra Quelt, who had sung for hours, left.", "Varra Quelt", "apposition"),
        ("Then Varra Quelt, a retired teacher, left the stage.", "Varra Quelt", "apposition"),
    ],
)
def test_a_person_is_known_by(text: str, name: str, method: str) -> None:
    found = one(text, name)
    assert (found.type, found.method) == ("person", method)
    assert found.confidence >= 0.5


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("It went to the Ministry of Tidal Affairs on Friday.", "organisation", "Ministry of Tidal Affairs"),
        ("She teaches at Brackwell University these days.", "organisation", "Brackwell University"),
        ("The Coastal Mariners' Union called the strike.", "organisation", "Coastal Mariners' Union"),
        ("A report of the European Union came out.", "organisation", "European Union"),
        ("The yard was sold to Quelt Ferries Ltd for a pound.", "company", "Quelt Ferries"),
        ("Shares of Quelvane rose by a tenth.", "company", "Quelvane"),
        ("The flood reached Brackwell County by noon.", "place", "Brackwell County"),
        ("They had met near Quelvane before, and in Quelvane too.", "place", "Quelvane"),
        ("The rain moved on to Bavaria by night.", "place", "Bayern"),
        ("They crossed the River Quelt at dawn.", "place", "River Quelt"),
    ],
)
def test_bodies_firms_and_places_are_known_by_their_words(text: str, kind: str, name: str) -> None:
    assert named(text) == {(kind, name)}


def test_countries_have_one_name_in_all_languages() -> None:
    assert named("He came from the U.S. and went to the UK.") == {
        ("place", "United States"),
        ("place", "United Kingdom"),
    }
    assert named("Er kam aus den Vereinigten Staaten nach Südkorea.", language="de") >= {("place", "South Korea")}
    assert named("وصل الوفد إلى الولايات المتحدة أمس", language="ar") == {("place", "United States")}
    assert named("他昨天抵达韩国。", language="zh") == {("place", "South Korea")}
    assert one("He flew to Seoul in the night.", "Seoul").country == "KR"


def test_a_ticker_behind_a_short_form_is_that_of_the_firm() -> None:
    found = read_names("", "Quelvane Mobility will build a plant. Shares of Quelvane (QVM) rose by a tenth.", "en")
    assert {(sighting.surface, sighting.name, sighting.ticker) for sighting in found} == {
        ("Quelvane Mobility", "Quelvane Mobility", "QVM"),
        ("Quelvane", "Quelvane Mobility", "QVM"),
    }


def test_an_arabic_word_that_only_ends_like_a_town_is_none() -> None:
    text = "صدرت رواية مفتاح بلا باب في بيروت، وعاد سالم، إلى المدينة."
    assert named(text, language="ar") == {("place", "Beirut")}


def test_a_surname_means_the_person_who_was_introduced() -> None:
    found = read_names("Varrisk leaves", "Foreign Minister Olgen Varrisk left. Varrisk said nothing.", "en")
    assert [(sighting.field, sighting.surface, sighting.name) for sighting in found] == [
        ("title", "Varrisk", "Olgen Varrisk"),
        ("body", "Olgen Varrisk", "Olgen Varrisk"),
        ("body", "Varrisk", "Olgen Varrisk"),
    ]
    assert {sighting.type for sighting in found} == {"person"}


def test_the_family_name_comes_first_where_no_given_name_does() -> None:
    body = "He met his counterpart Choe Son Hui on Friday. After the meeting, Choe said that it went well."
    assert one(body, "Choe").name == "Choe Son Hui"


def test_an_abbreviation_means_what_it_was_explained_as() -> None:
    body = "The Tidal Research Agency (TRA) was closed. Nobody at the TRA was told."
    assert {sighting.name for sighting in read_names("", body, "en")} == {"Tidal Research Agency"}


@pytest.mark.parametrize(
    ("text", "name", "ticker"),
    [
        ("Stocks like Pfizer (PFE) rose.", "Pfizer", "PFE"),
        ("Stocks like Quelvane Therapeutics (NASDAQ: QLVN) rose.", "Quelvane Therapeutics", "QLVN"),
        ("Stocks like Quelvane Inc. (NYSE: QLV) rose.", "Quelvane", "QLV"),
    ],
)
def test_a_ticker_stands_behind_its_company(text: str, name: str, ticker: str) -> None:
    (found,) = read_names("", text, "en")
    assert (found.type, found.name, found.ticker) == ("company", name, ticker)


@pytest.mark.parametrize(
    "text",
    [
        "Officials met on Monday in March, and nobody knew Why.",
        "Russian and Western tourists came for the World Cup on Wall Street.",
        "The President and the Ministry said nothing on the TV.",
    ],
)
def test_what_only_has_a_capital_is_nothing(text: str) -> None:
    assert named(text) == set()


def test_a_place_in_the_name_of_something_else_is_none() -> None:
    assert named("She taught at the University of Oslo and for the Boston Globe Foundation.") == {
        ("organisation", "University of Oslo"),
        ("organisation", "Boston Globe Foundation"),
    }


def test_a_dateline_names_a_place_and_who_is_credited() -> None:
    body = "QUELVANE, Veldania, Nov. 5 (Meridian Wire) — The talks were over by noon."
    assert named(body) == {("place", "QUELVANE"), ("place", "Veldania"), ("organisation", "Meridian Wire")}


def test_possessives_and_hyphens_end_a_name() -> None:
    found = read_names("", "Russia's war and the U.S.-led drills worried the US-EU council.", "en")
    assert [sighting.surface for sighting in found if sighting.type] == ["Russia", "U.S.", "US", "EU"]


def test_headlines_in_capitals_name_only_what_is_known() -> None:
    body = "President Olgen Varrisk spoke in Seoul. The vote was close."
    assert named(body, title="Why Varrisk Wins The Vote In Seoul") == {("person", "Olgen Varrisk"), ("place", "Seoul")}


def test_german_nouns_are_no_names() -> None:
    text = "Der Vorsitzende der Bewegung lobte die Arbeit. Bundeskanzler Olaf Scholz lobte in Berlin Deutschlands Wirtschaft."
    assert named(text, language="de") == {("person", "Olaf Scholz"), ("place", "Berlin"), ("place", "Germany")}


texts = st.text(
    alphabet=st.one_of(st.sampled_from("ABCdef GHI\n.,'’-–—()&\u200b\"“”Éß"), st.characters()), max_size=200
)


@given(title=texts, body=texts, language=st.sampled_from(["en", "de", "fr", "ar", "zh", "xx", None]))
@settings(max_examples=150, deadline=None)
def test_spans_hold_what_they_say_and_never_overlap(title: str, body: str, language: Any) -> None:
    end: dict[str, int] = {"title": 0, "body": 0}
    fields = {"title": title, "body": body}
    for sighting in read_names(title, body, language):
        assert fields[sighting.field][sighting.start : sighting.end] == sighting.surface != ""
        assert sighting.start >= end[sighting.field]
        assert 0 <= sighting.confidence <= 1
        assert (sighting.type is None) == (sighting.method is None)
        end[sighting.field] = sighting.end


def test_a_ship_is_nobody() -> None:
    text = "Scientists aboard the research vessel Aldona mapped the vents. The Aldona is due in Seoul."
    assert named(text) == {("place", "Seoul")}


def test_a_city_abroad_does_not_tell_where_an_unknown_place_is() -> None:
    text = "Ministers met in Geneva. The storm struck the Quelsandrine Islands, and Geneva was told."
    assert one(text, "Quelsandrine Islands").country is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The helicopter came down in a field of Quelgar province.", "Quelgar"),
        ("She is a nurse of Quelmore, Scotland, and has two sons.", "Quelmore"),
        ("The rally was held by Rep. Jane Roe (D-Minn.) on Monday.", "Minnesota"),
        ("They climbed for a day in the Serra da Quelva before noon.", "Serra da Quelva"),
    ],
)
def test_places_are_known_by_what_stands_around_them(text: str, name: str) -> None:
    assert ("place", name) in named(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Water was found on the moon Europa.", "en"), ("Das Kind sucht einen Arbeitsplatz in der Mitte.", "de")],
)
def test_words_and_moons_are_no_places(text: str, language: str) -> None:
    assert named(text, language=language) == set()


def test_a_town_in_a_report_on_a_match_is_its_team() -> None:
    report = "The striker scored two goals as Cleveland beat Denver. The coach of the squad praised the defender."
    assert named(report) == {("organisation", "Cleveland"), ("organisation", "Denver")}
    assert named("The fire in Denver was put out.") == {("place", "Denver")}


def places(body: str, language: str = "en") -> set[str]:
    """The places that a text names, as it writes them."""
    return {one.surface for one in read_names("", body, language) if one.type == "place"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She lives in Elkton, MD, and he in Monroe, La., at times.", {"Elkton", "MD", "Monroe", "La"}),
        ("Rep. Brian Roe (R-TX) and Sen. Jane Roe, D-Ohio, said no.", {"TX", "Ohio"}),
        ("The firm has a plant in Perth, WA, too.", {"Perth", "WA"}),
        ("The Quelvane-based maker was sold to a Cupertino-based one.", {"Quelvane", "Cupertino"}),
        ("Jane Roe, 32, of Franklin, and Ann Poe 31, of Hope, were held.", {"Franklin", "Hope"}),
        ("They were near the Lebanese village of Alma al-Quelb for an hour.", {"Alma al-Quelb"}),
        ("Growing counties such as Durham matter, as do cities like Quelvane.", {"Durham", "Quelvane"}),
        ("The fire moved on to nearby Quelvane before noon.", {"Quelvane"}),
        (
            "Residents of Quel Tuke, Mechalva, Quel Lephal and Mokotava spoke up.",
            {"Quel Tuke", "Mechalva", "Quel Lephal", "Mokotava"},
        ),
        ("He was seen at 2134 Caldwell Place before noon.", {"Caldwell Place"}),
        ("A crash closed Interstate 95 and Highway 101.", {"Interstate 95", "Highway 101"}),
        ("They came from Dar es Salaam to Newcastle upon Tyne.", {"Dar es Salaam", "Newcastle upon Tyne"}),
        ("The tour stops at Quelvane Music Center in July.", {"Quelvane Music Center"}),
        ("Troops at Ramstein Air Base were told.", {"Ramstein Air Base"}),
        ("Soldiers met on Martha’s Vineyard.", {"Martha’s Vineyard"}),
    ],
)
def test_places_are_known_in_the_company_of_others_and_by_what_they_are_called(text: str, expected: set[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Soul of the band and the Man in the film were praised.",
        "An Alpine guide and a Pakistani one met an Argentine.",
        "It is about trust in MacBook keyboards, and a lower RPM.",
        "The Customer Base grew.",
        "The offender Jeffrey Quelstein died. Nobody knew of a part in Quelstein’s crimes.",
        "Quelvane Capitol Police said so.",
    ],
)
def test_words_people_and_bodies_are_no_places(text: str) -> None:
    assert places(text) == set()


def test_who_is_called_like_a_town_does_not_hide_it() -> None:
    assert places("Paris Hilton was seen in Paris by day.") == {"Paris"}


def test_a_firm_called_like_a_place_is_meant_unless_something_is_there() -> None:
    text = "The additions are Sierra Nevada Corporation and Blue Origin. Around the table are Sierra Nevada and others."
    assert places(text) == set()
    assert places(text + " Snow fell in Sierra Nevada.") == {"Sierra Nevada"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Der Verein ist im Stadtteil Quelln gemeldet.", "de", {"Quelln"}),
        ("Die Regierung Perus trat zurück.", "de", {"Peru"}),
        ("Am Starnberger See und vor Schloss Bellevue war es voll.", "de", {"Starnberger See", "Schloss Bellevue"}),
        ("Dann kommt die Bucht von Manila in Sicht.", "de", {"Bucht von Manila"}),
        ("Die Frau aus Berlin-Neukölln zog nach Ludwigshafen um.", "de", {"Berlin-Neukölln", "Ludwigshafen"}),
        ("Für Lüdenscheid war es ein Fest.", "de", {"Lüdenscheid"}),
        ("Der Kern besteht aus Eisen, die Medaille gab es bei Olympia, indes nicht hier.", "de", set()),
        ("Das berichtet die New York Times, und Eileen Lyons bestätigt es.", "de", set()),
        ("Die Anfa\u0308nge waren schwer.", "de", set()),
        ("Los vecinos de Valencia protestaron ayer.", "es", {"Valencia"}),
        ("Wypadek w Radomiu i burze w Chinach.", "pl", {"Radomiu", "Chinach"}),
        ("Wojska Rosji zajęły cieśninę.", "pl", {"Rosji"}),
        ("イスラエルとハマスの停戦", "ja", {"イスラエル"}),
        ("우리가 라이브로 서울에서 만났다", "ko", {"서울"}),
    ],
)
def test_places_in_other_languages(text: str, language: str, expected: set[str]) -> None:
    assert places(text, language) == expected
