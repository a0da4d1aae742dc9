import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.registry import Publisher, Registry
from etl_project.transforms.agencies import HEAD_LENGTH, TAIL_LENGTH, AgencyCredits

REGISTRY = Registry(
    (
        Publisher(name="Associated Press", aliases=("AP",), is_wire=True),
        Publisher(name="Reuters", aliases=("رويترز",), is_wire=True),
        Publisher(name="Agence France-Presse", aliases=("AFP",), is_wire=True),
        Publisher(name="Deutsche Presse-Agentur", aliases=("dpa", "dpa-infocom"), is_wire=True),
        Publisher(name="Canadian Press", is_wire=True),
        Publisher(name="TASS", aliases=("Tass",), is_wire=True),
        Publisher(name="ANSA", is_wire=True),
        Publisher(name="EFE", is_wire=True),
        Publisher(name="Sport-Informations-Dienst", aliases=("SID",), is_wire=True),
        Publisher(name="Xinhua", aliases=("新华社",), is_wire=True),
        Publisher(name="Kyodo News", aliases=("共同",), is_wire=True),
        Publisher(name="Yonhap News Agency", aliases=("연합뉴스",), is_wire=True),
        Publisher(name="Harbour Gazette"),
    )
)
CREDITS = AgencyCredits(REGISTRY)


def credited(body: str, byline: str | None = None, publisher: str | None = "Harbour Gazette") -> str | None:
    return CREDITS.find(body[:HEAD_LENGTH], body[-TAIL_LENGTH:], byline, publisher)


@pytest.mark.parametrize(
    ("body", "agency"),
    [
        # dateline
        ("LOWMERE, Nov. 2 (Reuters) - Dykes held.", "Reuters"),
        ("LOWMERE, Veldania (AP) — Dykes held.", "Associated Press"),
        ("(AP) — Dykes held.", "Associated Press"),
        ("LOWMERE (AFP/Reuters) - Dykes held.", "Agence France-Presse"),
        ("Berlin (dpa/lbn) - Der Deich hielt.", "Deutsche Presse-Agentur"),
        ("PARIS, 2 nov. (AFP) – La digue a tenu.", "Agence France-Presse"),
        ("Madrid, 2 nov (EFE).- El dique resistió.", "EFE"),
        ("(ANSA) - ROMA, 02 NOV - La diga ha tenuto.", "ANSA"),
        ("MOSCOW, November 2. /TASS/. The dyke held.", "TASS"),
        ("دبي - رويترز: صمد السد.", "Reuters"),
        ("القاهرة (رويترز) - صمد السد.", "Reuters"),
        ("新华社北京11月2日电 堤坝守住了。", "Xinhua"),
        ("【ロンドン共同】堤防は持ちこたえた。", "Kyodo News"),
        ("(서울=연합뉴스) 홍길동 기자 = 제방이 버텼다.", "Yonhap News Agency"),
        ("Reuters - Dykes held.", "Reuters"),
        ("Standfirst.\nLOWMERE (AP) — Dykes held.", "Associated Press"),
        # lines of their own
        ("Dykes held.\n© 2026 AFP", "Agence France-Presse"),
        ("Text.\nCopyright 2026 The Associated Press. All rights reserved. It may not be published.", "Associated Press"),
        ("Text.\n© dpa-infocom, dpa:261102-930-1/1", "Deutsche Presse-Agentur"),
        ("Text.\nSource: AFP", "Agence France-Presse"),
        ("Quelle: dpa\nDer Deich hielt.", "Deutsche Presse-Agentur"),
        ("Text.\nReuters", "Reuters"),
        ("Text.\nAFP/Reuters", "Agence France-Presse"),
        ("Text.\ndpa/lbn", "Deutsche Presse-Agentur"),
        ("Text.\n(AP and The Gazette)", "Associated Press"),
        ("Text.\n— With files from The Canadian Press", "Canadian Press"),
        ("Text.\nWith additional reporting by Jane Doe and Reuters", "Reuters"),
        ("Text.\n___\nAssociated Press writer Jane Doe in Lowmere contributed to this report.", "Associated Press"),
        ("Text.\nThe Associated Press contributed to this story.\nFollow us.", "Associated Press"),
        ("Text.\nThis article was originally published by Reuters.", "Reuters"),
        ("Text.\nDieser Text wurde von dpa übernommen.", "Deutsche Presse-Agentur"),
        ("Text.\n(mit Material von dpa)", "Deutsche Presse-Agentur"),
        ("Texte.\navec AFP", "Agence France-Presse"),
        ("Texto.\nCon información de EFE", "EFE"),
        # the end
        ("The dyke held. (AFP)", "Agence France-Presse"),
        ("The dyke held. — Reuters", "Reuters"),
    ],
)  # fmt: skip
def test_credits(body: str, agency: str) -> None:
    assert credited(body) == agency
    assert credited(body, publisher=agency) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "The dyke held, the warden told Reuters on Monday.",
        "Text.\n'The dyke will hold,' the warden said, as quoted by the state news agency Tass.\nMore text.",
        "Text.\nThe company raised its forecast, Reuters reported.",
        "Text.\nAssociated Press reporters were barred from the room.",
        "She spoke to the Associated Press (AP) — which had asked first — for an hour.",
        "Text by people who wrote for the Associated Press (AP)",
        "Text.\nDie Agentur Reuters meldete das am Montag.",
        "Text.\nReuters and others were barred.",
        "Text.\nReuters, which asked first, was barred.",
        "APPLE (AAPL) — Shares rose.",
        "LOWMERE — Dykes held.",
    ],
)
def test_mentions_are_no_credits(body: str) -> None:
    assert credited(body) is None


@pytest.mark.parametrize(
    ("byline", "agency"),
    [
        ("By JANE DOE, Associated Press", "Associated Press"),
        ("Associated Press writer Jane Doe", "Associated Press"),
        ("Jane Doe of The Associated Press", "Associated Press"),
        ("Jane Doe / AFP", "Agence France-Presse"),
        ("Le Journal avec AFP", "Agence France-Presse"),
        ("Jane Doe; dpa", "Deutsche Presse-Agentur"),
        ("By Reuters Staff", "Reuters"),
        ("SID LOWELL", None),
        ("Jane Doe", None),
        ("", None),
    ],
)
def test_bylines(byline: str, agency: str | None) -> None:
    assert credited("Text.", byline) == agency


def test_dateline_goes_before_byline() -> None:
    assert credited("LOWMERE (AP) — Dykes held.", "AFP") == "Associated Press"


def test_another_agency_than_the_publisher_is_credited() -> None:
    assert credited("LOWMERE (AFP) — Dykes held.\n© Reuters", publisher="Agence France-Presse") == "Reuters"


def test_without_agencies_nothing_is_credited() -> None:
    credits = AgencyCredits(Registry((Publisher(name="Harbour Gazette"),)))
    assert credits.find("LOWMERE (AP) — Dykes held.", "© AFP", "Reuters", None) is None


@given(
    st.lists(
        st.sampled_from(["AP", "(AP)", "\ue000", "—", "(", "\n", "©", "told", "LOWMERE", "/", "by", "a", "."])
    ).map(" ".join)
)
def test_only_agencies_in_the_text_are_credited(body: str) -> None:
    agency = credited(body)
    assert agency is None or (agency == "Associated Press" and "AP" in body)
