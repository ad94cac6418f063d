"""The faster way to read and write properties, beside paho's own."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from common.mqtt_properties import PAHO_INIT, PAHO_PACK, PAHO_UNPACK, install, pack, publish_properties, unpack

TEXTS = st.text(max_size=40)
USER = st.lists(st.tuples(TEXTS, TEXTS), max_size=4)
EXPIRIES = st.none() | st.integers(0, 2**32 - 1)

OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "PayloadFormatIndicator": st.integers(0, 1),
    "ContentType": TEXTS,
    "ResponseTopic": TEXTS,
    "CorrelationData": st.binary(max_size=20),
    "SubscriptionIdentifier": st.lists(st.integers(1, 268_435_455), min_size=1, max_size=2),
    "TopicAlias": st.integers(1, 65_535),
}


class Untouched(Properties):
    """paho's class as it comes."""

    __init__ = PAHO_INIT
    pack = PAHO_PACK
    unpack = PAHO_UNPACK


class Faster(Properties):
    """The same with our methods, whether they are installed or not."""

    pack = pack
    unpack = unpack


@pytest.fixture(autouse=True, scope="module")
def _installed() -> None:
    install()


def filled(kind: type[Properties], values: dict[str, Any]) -> Properties:
    properties = kind(PacketTypes.PUBLISH)
    for name, value in values.items():
        setattr(properties, name, value)
    return properties


def said(properties: Properties) -> dict[str, Any]:
    return {name: value for name, value in vars(properties).items() if name[0].isupper()}


def outcome(kind: type[Properties], buffer: bytes) -> object:
    """What a buffer is read as, or the kind of its failure."""
    properties = kind(PacketTypes.PUBLISH)
    try:
        _, length = properties.unpack(buffer)
    except Exception as failure:  # noqa: BLE001  whatever it is, it must be the same
        return type(failure)
    return length, said(properties), str(properties), properties.json(), properties.isEmpty()


def test_installing_puts_it_onto_pahos_class_whatever_was_imported_before() -> None:
    assert (Properties.pack, Properties.unpack) == (pack, unpack)


@given(values=st.fixed_dictionaries({}, optional={"UserProperty": USER, **OTHERS}), expiry=EXPIRIES)
@settings(max_examples=400, deadline=None)
def test_any_properties_are_the_same_bytes_and_come_back_the_same(values: dict[str, Any], expiry: int | None) -> None:
    if expiry is not None:
        values = {**values, "MessageExpiryInterval": expiry}
    packed = filled(Untouched, values).pack()
    assert filled(Faster, values).pack() == packed
    assert outcome(Faster, packed) == outcome(Untouched, packed)


@given(user=USER, expiry=EXPIRIES)
@settings(max_examples=200, deadline=None)
def test_what_a_publication_carries_is_what_paho_would_send(user: list[tuple[str, str]], expiry: int | None) -> None:
    values: dict[str, Any] = {"UserProperty": user} if user else {}
    if expiry is not None:
        values["MessageExpiryInterval"] = expiry
    assert publish_properties(user, expiry).pack() == filled(Untouched, values).pack()


@given(buffer=st.binary(max_size=60))
@settings(max_examples=1500, deadline=None)
def test_any_bytes_are_read_or_refused_as_paho_does(buffer: bytes) -> None:
    assert outcome(Faster, buffer) == outcome(Untouched, buffer)


@given(user=USER, expiry=EXPIRIES, data=st.data())
@settings(max_examples=1500, deadline=None)
def test_damaged_properties_are_read_or_refused_as_paho_does(
    user: list[tuple[str, str]], expiry: int | None, data: st.DataObject
) -> None:
    damaged = bytearray(publish_properties(user, expiry).pack() + b"payload")
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(
            st.sampled_from([0, 1, 2, 0x26, 0x7F, 0x80, 255])
        )
    cut = data.draw(st.integers(0, len(damaged)))
    assert outcome(Faster, bytes(damaged[:cut])) == outcome(Untouched, bytes(damaged[:cut]))


@pytest.mark.parametrize("text", ["a\0b", "\ufeffa"])
def test_a_text_that_mqtt_forbids_is_refused(text: str) -> None:
    packed = filled(Untouched, {"UserProperty": [("reason", text)]}).pack()
    assert isinstance(outcome(Faster, packed), type)
    assert outcome(Faster, packed) is outcome(Untouched, packed)
