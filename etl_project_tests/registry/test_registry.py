from pathlib import Path

import polars as pl
import pytest

import etl_project.registry
from etl_project.keys import stable_key
from etl_project.registry import Publisher, Registry, RegistryError, load_registry, publisher_key

SHIPPED = Path(etl_project.registry.__file__).parent / "publishers.toml"

COURIER = Publisher(name="Strand Courier", aliases=("The Courier", "الساحل"), domains=("strand.example",))
STAR = Publisher(name="The Star (North)", aliases=("The Star",), domains=("star-north.example", "star.example"))
OTHER_STAR = Publisher(name="The Star (South)", aliases=("The Star",), domains=("star-south.example",))
SPORT = Publisher(name="Courier Sport", domains=("sport.strand.example",))
REGISTRY = Registry((COURIER, STAR, OTHER_STAR, SPORT), frozenset({"mosaic.example"}))


@pytest.fixture(scope="module")
def shipped() -> Registry:
    return load_registry(SHIPPED)


@pytest.mark.parametrize(
    ("label", "host", "name"),
    [
        ("Strand Courier", None, "Strand Courier"),
        ("  the  COURIER ", None, "Strand Courier"),
        ("الساحل", None, "Strand Courier"),
        ("www.Strand.example", None, "Strand Courier"),
        ("The Star", "star.example", "The Star (North)"),
        ("The Star", "star-south.example", "The Star (South)"),
        ("The Star", "strand.example", None),
        ("The Star", None, None),
        ("Star", None, None),
        (None, "strand.example", None),
    ],
)
def test_label_names_a_publisher(label: str | None, host: str | None, name: str | None) -> None:
    found = REGISTRY.find(label, host)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("strand.example", "Strand Courier"),
        ("news.strand.example", "Strand Courier"),
        ("sport.strand.example", "Courier Sport"),
        ("live.sport.strand.example", "Courier Sport"),
        ("grandstrand.example", None),
        ("example", None),
        ("mosaic.example", None),
        (None, None),
    ],
)
def test_host_belongs_to_a_publisher(host: str | None, name: str | None) -> None:
    owner = REGISTRY.owner(host)
    assert (owner.name if owner else None) == name


def test_subdomains_of_an_aggregator_are_aggregators() -> None:
    assert REGISTRY.is_aggregator("mosaic.example")
    assert REGISTRY.is_aggregator("en.mosaic.example")
    assert not REGISTRY.is_aggregator("strand.example")
    assert not REGISTRY.is_aggregator(None)


def test_labels_are_all_names_and_aliases_folded() -> None:
    assert REGISTRY.labels == {
        "strand courier", "the courier", "الساحل", "the star (north)", "the star (south)", "the star", "courier sport",
    }  # fmt: skip


def test_frame_has_one_row_per_publisher() -> None:
    frame = REGISTRY.frame
    assert frame["publisher_key"].to_list() == [stable_key(name.casefold()) for name in frame["name"]]
    assert frame["domain"].to_list() == [
        "strand.example", "star-north.example", "star-south.example", "sport.strand.example",
    ]  # fmt: skip
    assert Registry(()).frame.schema == frame.schema
    assert frame.schema["aliases"] == pl.List(pl.String)


def test_key_does_not_depend_on_case_or_spacing() -> None:
    assert publisher_key("Strand  COURIER") == COURIER.key == stable_key("strand courier")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[publisher]]\nname = "A"\ntime_zone = "Mars/Olympus"', "publisher 1 ('A'), field time_zone: 'Mars/Olympus' is"),
        ('[[publisher]]\nname = "A"\n[[publisher]]\nname = "B"\ndate_order = "DYM"', "publisher 2 ('B'), field date_order:"),
        ('[[publisher]]\nname = "A"\ncountry = "UK "', "publisher 1 ('A'), field country: 'UK ' is not an ISO 3166-1"),
        ('[[publisher]]\nname = "A"\ndomains = ["www.a.example"]', "publisher 1 ('A'), field domains: 'www.a.example' is"),
        ('[[publisher]]\nname = "A"\ndomains = ["https://a.example/"]', "publisher 1 ('A'), field domains:"),
        ('[[publisher]]\nname = "A"\nalias = ["B"]', "publisher 1 ('A'), field alias: Extra inputs are not permitted"),
        ('[[publisher]]\ncountry = "GB"', "publisher 1, field name: Field required"),
        ('[[publisher]]\nname = " "', "publisher 1 (' '), field name: ' ' is empty"),
        ('[[publishers]]\nname = "A"', "field publishers: Extra inputs are not permitted"),
        ('aggregators = ["Mosaic"]', "field aggregators: 'Mosaic' is not a host"),
        ('[[publisher]]\nname = "A"\n[[publisher]]\nname = "a"', "publishers 'A' and 'a', field name: 'A' is the name of one"),
        (
            '[[publisher]]\nname = "A"\n[[publisher]]\nname = "B"\naliases = ["a"]',
            "publishers 'A' and 'B', field name: 'A' is the name of one",
        ),
        (
            '[[publisher]]\nname = "A"\ndomains = ["x.example"]\n[[publisher]]\nname = "B"\ndomains = ["x.example"]',
            "publishers 'A' and 'B', field domains: both have 'x.example'",
        ),
        ("name = ", "cannot be read as TOML:"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_file_entry_and_field(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RegistryError) as raised:
        load_registry(path)
    assert str(raised.value).startswith(str(path))
    assert message in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1


def test_every_mistake_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[[publisher]]\nname = "A"\ncountry = "gb"\n[[publisher]]\nname = "B"\ntime_zone = "Nowhere"', "utf-8"
    )
    with pytest.raises(RegistryError) as raised:
        load_registry(path)
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_unreadable_file_is_an_error_of_the_registry(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RegistryError, match="cannot be read"):
        load_registry(path)


def test_own_file_of_one_publisher_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[[publisher]]\nname = "Bugle"', "utf-8")
    assert load_registry(path).publishers == (Publisher(name="Bugle"),)


def test_shipped_registry_knows_the_best_known(shipped: Registry) -> None:
    names = [
        ("The Washington Post", "Washington Post"), ("Yahoo", "Yahoo"), ("Bloomberg", "Bloomberg"), ("time", "TIME"),
        ("7NEWS", "7NEWS"), ("الجزيرة", "Al Jazeera"), ("AP", "Associated Press"), ("رويترز", "Reuters"),
        ("France 24", "France 24"), ("Channel 4", "Channel 4"), ("صحيفة المرفأ", "صحيفة المرفأ"), ("FT", "Financial Times"),
    ]  # fmt: skip
    found = [(label, shipped.find(label)) for label, _ in names]
    assert [(label, publisher.name if publisher else None) for label, publisher in found] == names
    assert len(shipped.publishers) >= 150


def test_shipped_registry_knows_how_own_pages_write_dates(shipped: Registry) -> None:
    post, yahoo = shipped.owner("washingtonpost.com"), shipped.owner("finance.yahoo.com")
    assert post and (post.date_order, post.time_zone) == ("MDY", "America/New_York")
    assert yahoo and (yahoo.date_order, yahoo.time_zone) == (None, None)


def test_shipped_agencies_are_agencies(shipped: Registry) -> None:
    agencies = {agency.name for agency in shipped.agencies}
    assert {"Associated Press", "Reuters", "Agence France-Presse", "Xinhua", "TASS", "Meridian Wire"} <= agencies
    assert not {"BBC", "Al Jazeera", "Yahoo"} & agencies
