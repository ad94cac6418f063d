"""What waits to be taken is bounded."""

from p5_monitor.letterbox import Letterbox, Sent


def sent(number: int, payload: bytes = b"") -> Sent:
    return Sent(str(number), payload, qos=1, retained=False, properties={}, expiry_seconds=None, at=0.0)


def test_what_does_not_fit_is_counted_and_what_is_there_stays() -> None:
    letterbox = Letterbox(most_bytes=10_000)
    for number in range(55_000):
        letterbox.put(sent(number))
    taken = letterbox.empty()
    assert [each.topic for each in taken] == [str(number) for number in range(len(taken))]
    assert (5 < len(taken) < 20, letterbox.passed_over) == (True, 55_000 - len(taken))


def test_a_long_message_takes_more_room_than_a_short_one() -> None:
    letterbox = Letterbox(most_bytes=10_000)
    letterbox.put(sent(0, b"x" * 10_000))
    letterbox.put(sent(1))
    assert [each.topic for each in letterbox.empty()] == ["1"]


def test_there_is_room_again_when_it_was_emptied() -> None:
    letterbox = Letterbox(most_bytes=2_000)
    for round_trip in range(20):
        letterbox.put(sent(round_trip))
        assert letterbox.take(lambda _: True) or letterbox.empty()
    letterbox.put(sent(20))
    assert (len(letterbox.empty()), letterbox.passed_over) == (1, 0)


def test_one_is_taken_and_those_before_it_go() -> None:
    letterbox = Letterbox()
    for number in range(4):
        letterbox.put(sent(number))
    wanted = letterbox.take(lambda each: each.topic == "2")
    assert wanted is not None
    assert (wanted.topic, [each.topic for each in letterbox.empty()]) == ("2", ["3"])
    assert letterbox.take(lambda _: True) is None
