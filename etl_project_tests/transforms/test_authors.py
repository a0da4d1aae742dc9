import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.transforms.authors import persons

OUTLETS = frozenset(
    {"associated press", "the associated press", "ap", "reuters", "afp", "bbc", "bbc news", "the new star", "新华社"}
)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        # what parts names
        ("By and Max Ramsay Save", ["Max Ramsay"]),
        ("By Jane Doe", ["Jane Doe"]),
        ("Jane Doe, John Roe and Ann Lee", ["Jane Doe", "John Roe", "Ann Lee"]),
        ("Jane Doe; John Roe | Ann Lee & Bob Ray", ["Jane Doe", "John Roe", "Ann Lee", "Bob Ray"]),
        ("By Jane Doe\nJohn Roe", ["Jane Doe", "John Roe"]),
        ("By Jane Doe,John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe and Jane  DOE", ["Jane Doe"]),
        ("Von Anna Müller und Karl-Heinz Schmidt", ["Anna Müller", "Karl-Heinz Schmidt"]),
        ("Par Jeanne Petit et Marie de La Tour", ["Jeanne Petit", "Marie de La Tour"]),
        ("Por Ana Ruiz y José Ortega Gómez", ["Ana Ruiz", "José Ortega Gómez"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Maria da Silva e João dos Santos", ["Maria da Silva", "João dos Santos"]),
        ("Dan Brook dan Budi Santoso", ["Dan Brook", "Budi Santoso"]),
        # what names are made of
        ("J.K. Brooke and J. D. Marsh", ["J.K. Brooke", "J. D. Marsh"]),
        ("Nguyễn Văn A.", ["Nguyễn Văn A."]),
        ("Samuel Dane, Jr. and John Smith III", ["Samuel Dane Jr.", "John Smith III"]),
        ("Rosa O'Neil and Matthew d'Arcy", ["Rosa O'Neil", "Matthew d'Arcy"]),
        ("Omar bin Rashid al-Saud", ["Omar bin Rashid al-Saud"]),
        ("Dr. Jane Doe, PhD", ["Jane Doe"]),
        # capitals
        ("By JANE DOE and John Roe, Associated Press", ["Jane Doe", "John Roe"]),
        ("BY ROSA O'NEIL AND ANNE-MARIE VAN DER BERG", ["Rosa O'Neil", "Anne-Marie van der Berg"]),
        ("Jean DUPONT; Ronan MCCABE; JD MARSH", ["Jean Dupont", "Ronan McCabe", "JD Marsh"]),
        # other scripts
        ("سلمى الكيلاني ويوسف المنصوري", ["سلمى الكيلاني", "يوسف المنصوري"]),
        ("سلمى الكيلاني و يوسف المنصوري", ["سلمى الكيلاني", "يوسف المنصوري"]),
        ("بقلم: وليد الشامي - القاهرة", ["وليد الشامي"]),
        ("Андрей Лужин и Анна Петрова", ["Андрей Лужин", "Анна Петрова"]),
        ("दीपक शर्मा", ["दीपक शर्मा"]),
        ("松田大地", ["松田大地"]),
        ("松田 大地", ["松田 大地"]),
        ("李明 王强", ["李明", "王强"]),
        ("新华社记者李明、王强", ["李明", "王强"]),
        ("ジョン・スミス", ["ジョン・スミス"]),
        ("김현모 기자 외 1명", ["김현모"]),
        # roles, places, other work
        ("Associated Press writer Elise Morton", ["Elise Morton"]),
        ("Jane Doe Chief Political Correspondent", ["Jane Doe"]),
        ("Jane Doe, Political Editor", ["Jane Doe"]),
        ("By Jane Doe\nStaff Writer", ["Jane Doe"]),
        ("BBC's Jane Doe and John Roe BBC", ["Jane Doe", "John Roe"]),
        ("Jane Doe in Lowmere and John Roe, New York", ["Jane Doe", "John Roe"]),
        ("Jane Doe for The New Star", ["Jane Doe"]),
        ("Reporting by Jane Doe in Lowmere; Editing by John Roe and Ann Lee", ["Jane Doe"]),
        ("Text: Anna Brandt, Fotos: Bert Young", ["Anna Brandt"]),
        ("Published November 2, 2026 | By Jane Doe Updated 3 hours ago", ["Jane Doe"]),
        ("Jane Doe (Reuters), jane@news.example, @janedoe, https://news.example/jane", ["Jane Doe"]),
    ],
)  # fmt: skip
def test_persons(byline: str, names: list[str]) -> None:
    assert persons(byline, OUTLETS) == names


@pytest.mark.parametrize(
    "byline",
    [
        "", "By", "By and", "By and Save", "Staff", "Staff and agencies", "Editorial Board", "News Desk", "MND Staff", "Guardian staff reporter",
        "Reuters", "The Associated Press", "AP", "THE NEW STAR", "jane@news.example", "@janedoe", "https://news.example/jane",
        "2 November 2026", "3 hours ago", "Redaktion", "BR24 Redaktion", "La rédaction", "فريق التحرير", "وكالات", "Редакция",
        "東京新聞デジタル", "연합뉴스", "Nairobi", "Jane", "viktor holm", "xy/abc", "New York", "Photos: Bert Young", "WASHINGTON (AP)",
        "Read more", "Breaking News", "The story continues below and there is more of it",
    ],
)  # fmt: skip
def test_no_person_rather_than_junk(byline: str) -> None:
    assert persons(byline, OUTLETS) == []


PIECES = st.sampled_from(
    [
        *("Jane", "DOE", "van", "der", "Jr.", "J.", "O'Neil", "by", "and", "Von", "Staff", "writer", "Save", "in", "y", ",", ";"),
        *("Dr.", "(AP)", "@x", "III", "Updated", "BBC", "AND", "سلمى", "ويوسف", "松田", "大地", "김현모", "기자", "・", "3"),
    ]
)  # fmt: skip


@given(st.text(max_size=200) | st.lists(PIECES, max_size=12).map(" ".join))
def test_whatever_comes_out_is_built_as_a_name(byline: str) -> None:
    names = persons(byline, OUTLETS)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert name == " ".join(name.split())
        assert len(name) <= 60
        assert not any(char.isdigit() or char in ",;@()/" for char in name)
        assert len(name.split()) >= 2 or name[0] >= "\u3000"
        assert name.casefold() not in OUTLETS
