import pytest

from common.messages import Available, BarrierState, Connected, Disconnected, Forgotten
from p5_monitor.rules import MessageRejected, MinutePassed
from p5_monitor.rules.picture import LastBarrier
from tests.p5_monitor.desk import A1, A1_FREE, CLOSED, OPENED, Desk, count, free, gone, here, taken


def test_the_last_word_of_a_module_is_what_it_said_last() -> None:
    desk = Desk()
    desk.hears(free("A1"), taken("A2"))
    desk.passes(5)
    word = desk.module("P1").last_word
    assert word is not None
    assert (word.topic, word.text, word.retained) == ("parking/spots/A2/status", "OCCUPIED", False)
    assert word.age_seconds == pytest.approx(5, abs=1)


def test_a_kept_copy_is_the_last_word_until_something_is_said() -> None:
    desk = Desk()
    desk.hears(count(3), retained=True)
    assert desk.module("P4").last_word.retained  # type: ignore[union-attr]
    desk.hears(count(4))
    desk.hears(count(3), retained=True)
    assert desk.module("P4").last_word.text == "4"  # type: ignore[union-attr]


def test_messages_and_bytes_are_counted_as_they_are_said() -> None:
    desk = Desk()
    desk.hears(count(3), retained=True)
    desk.hears(free("A1"), free("A2"))
    assert (desk.module("P1").messages, desk.module("P1").bytes) == (2, 2 * len(A1_FREE))
    assert desk.module("P4").messages == 0


def test_the_rate_is_that_of_the_last_minute() -> None:
    desk = Desk()
    for _ in range(120):
        desk.hears(free("A1"), free("A2"))
        desk.passes(1)
    assert desk.module("P1").per_second == pytest.approx(2, rel=0.05)
    desk.passes(30)
    assert desk.module("P1").per_second == pytest.approx(1, rel=0.1)
    desk.passes(31)
    assert desk.module("P1").per_second == 0


def test_the_rate_of_the_first_minute_is_that_of_the_time_so_far() -> None:
    desk = Desk()
    for _ in range(10):
        desk.hears(free("A1"))
        desk.passes(1)
    assert desk.module("P1").per_second == pytest.approx(1, rel=0.06)


def test_a_rejected_message_is_counted_with_its_reason() -> None:
    desk = Desk()
    desk.receives(A1, b'{"id": "A1", "status": "free"}')
    desk.receives(A1, b'{"spot_id": "A1", "status": "FREE"}')
    desk.hears(free("A1"))
    module = desk.module("P1")
    assert (module.rejected, module.messages) == (2, 3)
    assert module.last_rejection is not None
    assert module.last_rejection.reason == "missing id (found spot_id)"
    assert MessageRejected("P1", A1, "free: use FREE") in desk.performed


def test_a_rejected_copy_that_the_broker_kept_is_counted_too() -> None:
    desk = Desk()
    desk.receives("parking/display/available", b"12", retained=True)
    assert (desk.module("P4").rejected, desk.module("P4").messages) == (1, 0)


def test_a_topic_outside_the_contract_is_nobodys() -> None:
    desk = Desk()
    desk.receives("parking/spots/A1", A1_FREE)
    desk.receives("parking/lights", b"on")
    outside = desk.picture.outside
    assert outside.messages == 2
    assert outside.last is not None
    assert (outside.last.topic, outside.last.reason) == ("parking/lights", "topic outside the contract")
    assert sum(module.messages for module in desk.picture.modules.values()) == 0


def test_an_emptied_topic_is_forgotten_and_not_rejected() -> None:
    desk = Desk()
    desk.receives(A1, b"")
    module = desk.module("P1")
    assert module.rejected == 0
    assert module.last_word is not None
    assert module.last_word.text == "(forgotten)"


def test_the_count_and_the_barrier_are_as_announced() -> None:
    desk = Desk()
    desk.hears(count(11), OPENED, retained=True)
    picture = desk.picture
    assert (picture.count, picture.barrier, picture.barrier_reason) == (11, "OPENED", "order")


def test_a_count_that_was_not_repeated_as_promised_is_unknown() -> None:
    desk = Desk()
    desk.hears(count(11, refresh=60))
    desk.passes(179)
    assert desk.picture.count == 11
    desk.passes(1)
    assert desk.picture.count is None


def test_a_forgotten_count_is_unknown_and_so_is_the_barrier() -> None:
    desk = Desk()
    desk.hears(count(11), OPENED, Forgotten(Available), Forgotten(BarrierState))
    assert (desk.picture.count, desk.picture.barrier) == (None, None)


def test_who_is_gone_vouches_for_no_arm() -> None:
    desk = Desk()
    desk.hears(OPENED, here("P3"), gone("P3"))
    desk.passes(20)
    picture = desk.picture
    assert (picture.barrier, picture.barrier_reason) == (None, None)
    assert picture.last_barrier == LastBarrier("OPENED", "order", pytest.approx(20, abs=1))
    desk.hears(here("P3"))
    picture = desk.picture
    assert (picture.barrier, picture.last_barrier) == (
        "OPENED",
        LastBarrier("OPENED", "order", pytest.approx(0, abs=1)),
    )


def test_while_we_are_cut_off_nobody_knows_where_the_arm_is_but_where_it_was() -> None:
    desk = Desk()
    desk.hears(here("P3"), OPENED)
    desk.senses(Disconnected())
    desk.passes(30)
    assert (desk.picture.barrier, desk.picture.last_barrier) == (
        None,
        LastBarrier("OPENED", "order", pytest.approx(31, abs=1)),
    )
    desk.senses(Connected())
    desk.hears(CLOSED, retained=True)
    desk.hears(gone("P3"), retained=True)
    assert (desk.picture.barrier, desk.picture.last_barrier) == (None, LastBarrier("CLOSED", "hold_over", None))


def test_once_a_minute_it_sums_up() -> None:
    desk = Desk()
    desk.passes(181)
    assert sum(isinstance(said, MinutePassed) for said in desk.performed) == 3


@pytest.mark.parametrize("payload", [b"\xff\xfe\0" * 2000, b"\x1b[2J" * 50, "é中\u202e".encode() * 99, b"x" * 100_000])
def test_what_is_shown_of_a_stranger_is_short_and_plain(payload: bytes) -> None:
    desk = Desk()
    desk.receives(f"parking/spots/{'é' * 30_000}\x1b\n/status", payload)
    desk.receives(f"parking/{'中' * 20_000}", payload)
    picture = desk.picture
    word, rejection = picture.modules["P1"].last_word, picture.modules["P1"].last_rejection
    assert word is not None
    assert rejection is not None
    assert picture.outside.last is not None
    for text in (word.topic, word.text, rejection.topic, rejection.reason, picture.outside.last.topic):
        assert text.isascii()
        assert text.isprintable()
        assert len(text) <= 100


def test_ten_thousand_unknown_topics_are_one_number() -> None:
    desk = Desk()
    for number in range(10_000):
        desk.receives(f"parking/unknown/{number}", b"?", {"seq": "1"})
    assert (desk.picture.outside.messages, desk.picture.topics_watched) == (10_000, 0)
