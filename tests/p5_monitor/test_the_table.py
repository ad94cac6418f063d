"""What the team sees on a terminal, whatever its size and whatever strangers publish."""

import io
from collections.abc import Iterable
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console, Group

from common.messages import BarrierState, Connected, Disconnected, Listening
from p5_monitor.controls import Controls
from p5_monitor.rules.picture import Alarm, Kind
from p5_monitor.view import Look, Place, Scene, Seen, page
from p5_monitor.view.lines import age, legible
from p5_monitor.words import ENGLISH, FRENCH, Words, printable, words_for
from tests.p5_monitor.desk import A1, OPEN, OPENED, Desk, count, free, gone, here

PLACE = Place("127.0.0.1:1883 smart_parking_2026/", "http://127.0.0.1:8005", "state/p5.log")

HOSTILE = "\x1b[2J\r\n\t[bold red][/]中文e\u0301\u202e\x9b31m\u200d👩\ud800" * 2000

SIZES = [(80, 24), (200, 50), (120, 18), (40, 10), (20, 3), (1, 1)]


def explained(alarm: Alarm) -> tuple[str, str]:
    return f"{alarm.kind} {alarm.subject}", f"do what {alarm.subject} wants"


def scene_of(desk: Desk, words: Words = ENGLISH, place: Place = PLACE, alarms: Iterable[Alarm] = ()) -> Scene:
    picture = desk.picture
    standing = tuple(alarms) or picture.alarms
    return Scene(Seen(replace(picture, alarms=standing), desk.monitor.latest), Look(place, words, explained))


def with_keys(scene: Scene, *keys: str) -> Scene:
    controls = scene.controls
    for key in keys:
        controls = controls.pressed(key)
    return replace(scene, controls=controls)


def drawn(scene: Scene, width: int = 80, height: int = 24) -> list[str]:
    """As a terminal of this size gets it."""
    console = Console(file=io.StringIO(), record=True, width=width, height=height, legacy_windows=False)
    console.print(Group(*page(scene, width, height)))
    return console.export_text(styles=False).splitlines()


def busy_desk() -> Desk:
    desk = Desk()
    desk.hears(here("P1"), here("P2"), gone("P3"), here("P4"))
    desk.hears(BarrierState(state="OPENED", reason="order"), count(11))
    desk.numbered(1, 4)
    desk.receives(A1, b'{"id": "A1", "status": "free"}')
    desk.passes(3)
    return desk


def flooded_desk(topics: int = 10_000) -> Desk:
    desk = busy_desk()
    for number in range(topics):
        desk.receives(f"parking/unknown{HOSTILE[:100]}/{number}", HOSTILE[:1000].encode(errors="replace"))
    for topic in (f"spots/{HOSTILE}/status", "display/available", "barriers/entry/cmd", "config/new_spot"):
        desk.receives(f"parking/{topic}", HOSTILE.encode(errors="replace"), {"seq": HOSTILE, "reason": HOSTILE})
    desk.receives(A1, f'{{"id": "{"x" * 60_000}", "status": "FREE"}}'.encode())
    desk.hears(BarrierState(state="FAULT", reason="中" * 100))
    return desk


def alarms_of(number: int, kind: Kind = Kind.SPOT_SILENT, age_seconds: float = 100.0) -> list[Alarm]:
    return [Alarm(kind, f"A{each}", {}, age_seconds + each) for each in range(number)]


def line_of(beginning: str, lines: list[str]) -> str:
    return next(line for line in lines if line.startswith(beginning))


EMPTY, BUSY, FLOODED = Desk(), busy_desk(), flooded_desk()

SCENES = {
    "empty": scene_of(EMPTY),
    "busy": scene_of(BUSY),
    "flooded": scene_of(FLOODED),
    "alarms": scene_of(FLOODED, alarms=alarms_of(300)),
    "hostile alarm": scene_of(BUSY, alarms=[Alarm(Kind.TWO_PUBLISHERS, HOSTILE, {"by": HOSTILE}, 1e12)]),
    "long names": scene_of(BUSY, place=Place("x" * 300, "y" * 300, HOSTILE)),
    "French": scene_of(FLOODED, FRENCH, alarms=alarms_of(7)),
    "help": with_keys(scene_of(BUSY), "?"),
    "French help": with_keys(scene_of(BUSY, FRENCH), "?"),
    "filter": with_keys(scene_of(FLOODED), "/", *"unknown"),
    "hostile filter": with_keys(scene_of(FLOODED), "/", *"中é\u0301"),
}


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_fills_the_terminal_exactly(scene: Scene, width: int, height: int) -> None:
    lines = drawn(scene, width, height)
    assert len(lines) == height
    assert max(map(cell_len, lines)) <= width
    assert all(line.replace("\N{NO-BREAK SPACE}", " ").isprintable() for line in lines)


@pytest.mark.parametrize("name", ["empty", "busy", "flooded", "alarms", "hostile alarm", "long names", "French"])
def test_the_seven_are_on_it_in_any_case(name: str) -> None:
    lines = drawn(SCENES[name])
    assert [line[:2] for line in lines if line[:1] == "P" and line[1:2].isdigit() and line[2:4] == "  "] == [
        f"P{number}" for number in range(1, 8)
    ]


def test_everything_is_on_it() -> None:
    lines = drawn(SCENES["busy"])
    assert "connected" in lines[0]
    assert lines[1].strip() == "free places: 11   barrier: OPENED (order)"
    assert line_of("P1", lines).split()[:2] == ["P1", "online"]
    assert line_of("P1", lines).split()[2:7] == ["3", "s", "0.86", "1", "2"]
    assert line_of("P3", lines).split()[:2] == ["P3", "heard"]
    assert any(line.startswith("P1 3 s: spots/A1/status: free: use FREE") for line in lines)
    assert lines[-1].split() == [*ENGLISH.keys.split(), "log:", "state/p5.log", "http://127.0.0.1:8005"]


def test_a_module_that_is_gone_is_told_in_words() -> None:
    desk = Desk()
    desk.hears(gone("P3"))
    assert line_of("P3", drawn(scene_of(desk))).split()[:2] == ["P3", "OFFLINE"]


@pytest.mark.parametrize(
    ("words", "seconds", "times", "told"),
    [
        (ENGLISH, 10, 1, "  back 10 s ago  barriers/entry/state"),
        (ENGLISH, 10, 2, "  back 10 s ago (2 times)  barriers"),
        (FRENCH, 70, 2, "  revenu il y a 1 min (2 fois)  "),
        (ENGLISH, 3500, 1, "  back 58 min ago  barriers"),
        (ENGLISH, 3700, 1, "0  barriers/entry/state OPENED"),
    ],
)
def test_a_module_that_came_back_says_so_for_an_hour(words: Words, seconds: float, times: int, told: str) -> None:
    desk = Desk()
    desk.hears(OPENED, here("P3"), *[gone("P3"), here("P3")] * times)
    desk.passes(seconds)
    desk.hears(here("P3"))
    assert told in line_of("P3", drawn(scene_of(desk, words), width=90))


def test_a_module_that_is_gone_again_is_not_told_as_one_that_is_back() -> None:
    desk = Desk()
    desk.hears(here("P3"), gone("P3"), here("P3"), gone("P3"))
    assert line_of("P3", drawn(scene_of(desk))).split()[1:] == ["OFFLINE", "-", "0.00", "0", "0", "-"]


def test_whoever_is_cut_off_sees_it() -> None:
    desk = busy_desk()
    desk.senses(Disconnected())
    lines = drawn(scene_of(desk))
    assert lines[0].endswith("CUT OFF FROM THE BROKER")
    assert lines[1].strip() == "free places: unknown   barrier: last known OPENED, 0 s ago"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (ENGLISH, "barrier: last known OPENED, 3 min ago"),
        (FRENCH, "barrière\N{NO-BREAK SPACE}: dernier état connu OPENED, il y a 3 min"),
    ],
)
def test_where_the_arm_was_is_not_told_as_where_it_is(words: Words, told: str) -> None:
    desk = Desk()
    desk.hears(OPENED, here("P3"), gone("P3"))
    desk.passes(180)
    assert drawn(scene_of(desk, words))[1].endswith(told)


def test_of_a_state_that_the_broker_kept_of_a_module_that_is_gone_nobody_knows_the_age() -> None:
    desk = Desk()
    desk.hears(OPENED, retained=True)
    assert drawn(scene_of(desk))[1].endswith("barrier: OPENED (order)")
    desk.hears(gone("P3"), retained=True)
    assert drawn(scene_of(desk))[1].rstrip().endswith("barrier: last known OPENED")


def test_whoever_is_connected_and_not_let_hear_sees_what_was_refused() -> None:
    desk = Desk()
    desk.senses(Connected(), Listening(refused=("lot/parking/#",)))
    assert drawn(scene_of(desk))[0].endswith(" REFUSED BY THE BROKER: lot/parking/#")
    desk.senses(Listening(refused=("lot/parking/barriers/entry/cmd", "lot/parking/admin/override")))
    assert drawn(scene_of(desk))[0].endswith(" REFUSED BY THE BROKER: lot/parking/# +2")
    desk.senses(Connected(), Listening())
    assert drawn(scene_of(desk))[0].endswith(" connected")


def test_a_long_prefix_does_not_hide_that_it_is_refused() -> None:
    desk = Desk()
    desk.senses(Connected(), Listening(refused=("x" * 200 + "/parking/#",)))
    assert " REFUSÉ PAR LE BROKER\u00a0: xxx" in drawn(scene_of(desk, FRENCH))[0]


def test_a_long_place_does_not_hide_that_the_broker_is_gone() -> None:
    desk = Desk()
    desk.senses(Disconnected())
    assert drawn(scene_of(desk, place=Place("x" * 300, "y", "z")))[0].endswith("… CUT OFF FROM THE BROKER")


def test_a_flood_of_figures_keeps_its_shape() -> None:
    desk = Desk()
    desk.numbered(*(1 + 90_000 * number for number in range(1000)))
    lines = drawn(scene_of(desk))
    assert ">9999999" in line_of("P1", lines)
    assert len(lines) == 24


def test_a_lot_without_trouble_says_so() -> None:
    assert "no alarm" in [line.strip() for line in drawn(SCENES["empty"])]


def test_an_alarm_is_told_with_its_age_and_what_to_do() -> None:
    lines = drawn(scene_of(BUSY, alarms=alarms_of(1, Kind.FORCED_OPEN)))
    at = lines.index(" ALARMS: 1 ")
    assert lines[at + 1 : at + 3] == ["  1 min  forced_open A0", "         -> do what A0 wants"]


@pytest.mark.parametrize("number", [2, 6, 7, 8, 12, 300])
def test_on_the_smallest_terminal_the_first_is_told_with_what_to_do_and_the_others_in_a_line(number: int) -> None:
    lines = drawn(scene_of(BUSY, alarms=alarms_of(number)))
    shown = [line.split()[-1] for line in lines if "spot_silent" in line]
    hinted = [line.split()[3] for line in lines if "-> do what" in line]
    assert shown == [f"A{each}" for each in range(number)][::-1][: len(shown)]
    assert len(shown) >= min(number, 8)
    assert hinted
    assert hinted == shown[: len(hinted)]


def test_what_to_do_is_told_of_as_many_as_there_is_room_for() -> None:
    scene = scene_of(BUSY, alarms=alarms_of(6))
    scene = replace(scene, look=scene.look._replace(explain=lambda alarm: (alarm.subject, hint_of(alarm))))
    lines = drawn(scene)
    assert [line.split()[-1] for line in lines if line[4:9] == "min  "] == ["A5", "A4", "A3", "A2", "A1", "A0"]
    assert [line.split()[-1] for line in lines if "->" in line] == ["A5", "A3", "A2"]


def hint_of(alarm: Alarm) -> str:
    """Only that of A4 is long."""
    return ("much to do " * 15 if alarm.subject == "A4" else "short ") + alarm.subject


def test_where_the_rest_is_to_be_read_is_told() -> None:
    all_of_it = drawn(scene_of(BUSY, alarms=alarms_of(8)), 120, 50)
    assert " ALARMS: 8 " in [line.rstrip() + " " for line in all_of_it]
    for number, size in ((8, (80, 24)), (300, (120, 50))):
        lines = drawn(scene_of(BUSY, alarms=alarms_of(number)), *size)
        assert f" ALARMS: {number}   not all is shown: http://127.0.0.1:8005/api/v1/alarms" in lines


def test_beside_a_p5_that_runs_no_address_is_invented_for_the_rest() -> None:
    # It read "SmartPark2026_P5_watch_22d0/api/v1/alarms".
    beside = Place("127.0.0.1:1883 lot/", "", "stderr", "SmartPark2026_P5_watch_22d0")
    lines = drawn(scene_of(BUSY, alarms=alarms_of(8), place=beside))
    assert " ALARMS: 8   not all is shown" in [line.rstrip() for line in lines]
    assert lines[-1].endswith("log: stderr  SmartPark2026_P5_watch_22d0")


def test_how_many_alarms_have_no_line_is_told() -> None:
    lines = drawn(SCENES["alarms"])
    shown = [line for line in lines if "spot_silent" in line]
    assert f"         and {300 - len(shown)} more" in lines
    assert len(shown) >= 3


def test_a_hundred_alarms_of_one_kind_hide_no_other() -> None:
    young = Alarm(Kind.SPOT_STUCK, "B7", {}, 5.0)
    lines = drawn(scene_of(BUSY, alarms=[young, *alarms_of(100)]))
    assert [line.split(maxsplit=2)[2] for line in lines if "spot_" in line][:3] == [
        "spot_silent A99",
        "spot_silent A98",
        "spot_stuck B7",
    ]


def test_the_gravest_stands_above_the_others_and_of_these_the_oldest() -> None:
    stray, older_stray = (Alarm(Kind.OUTSIDE_CONTRACT, name, {}, age) for name, age in (("x", 300.0), ("y", 400.0)))
    gone_away, kept = Alarm(Kind.MODULE_OFFLINE, "P3", {}, 20.0), Alarm(Kind.RETAINED_COMMAND, "cmd", {}, 10.0)
    lines = drawn(scene_of(BUSY, alarms=[stray, kept, older_stray, gone_away]), 120, 50)
    at = lines.index(" ALARMS: 4 ")
    assert [line.split()[-1] for line in lines[at + 1 : at + 9 : 2]] == ["P3", "cmd", "y", "x"]


def test_a_long_hint_is_read_to_its_end_where_there_is_room() -> None:
    scene = scene_of(BUSY, alarms=alarms_of(1))
    hint = "stop the other one, " * 6 + "then start it again"
    scene = replace(scene, look=scene.look._replace(explain=lambda _: ("it runs twice", hint)))
    lines = drawn(scene)
    assert " ".join(line.strip(" ->") for line in lines[4 : lines.index("")]) == hint


def test_a_taller_terminal_shows_more_of_what_was_said() -> None:
    desk = busy_desk()
    for number in range(100):
        desk.hears(free(f"B{number}"))
    small, tall = (
        [line for line in drawn(scene_of(desk), height=height) if " P1  spots/B" in line] for height in (24, 50)
    )
    assert 0 < len(small) < 10
    assert len(tall) == len(small) + 26
    assert tall[0].endswith("spots/B99/status  FREE")


def test_a_rejected_message_is_told_among_the_others_in_words() -> None:
    assert any("P1  spots/A1/status  rejected: free: use FREE  {" in line for line in drawn(SCENES["busy"]))


def test_a_filter_by_role_leaves_the_others_out() -> None:
    lines = drawn(with_keys(scene_of(BUSY, alarms=alarms_of(2)), "/", "p", "4", "enter"))
    assert [line[:2] for line in lines if line[:1] == "P" and line[2:4] == "  "] == ["P4"]
    assert " ALARMS: 2  (matching the filter: 0)" in lines
    assert [line.split()[1] for line in lines if "display/available" in line and ":" in line[:3]] == ["P4"]
    assert lines[-1] == "filter: p4   / changes it, Esc clears it"


def test_a_filter_that_no_module_has_leaves_no_heading_above_nothing() -> None:
    desk = busy_desk()
    desk.hears(free("B7"))
    lines = drawn(with_keys(scene_of(desk), "/", *"A1"))
    assert not any(ENGLISH.last_word in line for line in lines)


@pytest.mark.parametrize(
    ("topics", "told"),
    [
        (["x"], "1 message outside the contract, on parking/x"),
        (["x", "y", "z"], "3 messages outside the contract, the last on parking/z"),
    ],
)
def test_how_many_messages_are_outside_the_contract_is_told_in_a_sentence(topics: list[str], told: str) -> None:
    desk = Desk()
    for topic in topics:
        desk.receives(f"parking/{topic}", b"?")
    assert told in drawn(scene_of(desk))


@pytest.mark.parametrize("alarms", [0, 9])
def test_a_filter_finds_a_stray_topic_though_another_was_heard_later(alarms: int) -> None:
    desk = busy_desk()
    for topic in ("parking/spots/A1/colour", "parking/weather"):
        desk.receives(topic, b"?")
    standing = alarms_of(alarms, age_seconds=9.0)
    lines = drawn(with_keys(scene_of(desk, alarms=standing), "/", *"a1"))
    assert "2 messages outside the contract, one of them on parking/spots/A1/colour" in lines


def test_a_filter_finds_a_spot_in_alarms_and_messages() -> None:
    desk = busy_desk()
    desk.hears(free("B7"), free("B8"))
    lines = drawn(with_keys(scene_of(desk, alarms=alarms_of(9)), "f", *"b7"))
    assert [line.split()[-2:] for line in lines if "spots/" in line] == [["spots/B7/status", "FREE"]]
    assert lines[-1] == "filter: b7_   Enter keeps it, Esc clears it"


def test_escape_brings_everything_back() -> None:
    scene = SCENES["busy"]
    assert drawn(with_keys(scene, "/", "x", "enter", "escape")) == drawn(scene)


def test_a_pause_is_told_in_words() -> None:
    assert drawn(with_keys(SCENES["busy"], "p"))[0].endswith(" PAUSED, p goes on ")


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
def test_the_help_is_all_there_on_the_smallest_terminal(words: Words) -> None:
    text = "\n".join(drawn(with_keys(scene_of(BUSY, words), "?")))
    assert [told for pair in words.help for told in pair if told not in text] == []


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("state/p5.log", "state/p5.log  http://127.0.0.1:8005"),
        ("../../home/team/park/state/p5.log", " …/p5.log  http://127.0.0.1:8005"),
        ("/srv/" + "x" * 60, "  http://127.0.0.1:8005"),
    ],
)
def test_a_long_path_of_the_log_does_not_hide_the_address(words: Words, log: str, told: str) -> None:
    last = drawn(scene_of(BUSY, words, place=PLACE._replace(log=log)))[-1]
    assert last.startswith(words.keys)
    assert last.endswith(told)


def test_on_a_narrow_terminal_the_address_stays_whole() -> None:
    assert drawn(SCENES["busy"], 40, 10)[-1] == "q quit  ? help  /… http://127.0.0.1:8005"


def test_without_keys_none_are_promised() -> None:
    scene = SCENES["busy"]
    lines = drawn(replace(scene, look=scene.look._replace(has_keys=False)))
    assert lines[-1] == "log: state/p5.log  http://127.0.0.1:8005"


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
def test_no_heading_and_no_word_is_cut(words: Words) -> None:
    desk = busy_desk()
    desk.hears(free("A1", refresh=1))
    desk.passes(4)
    text = "\n".join(drawn(scene_of(desk, words)))
    headings = (words.presence, words.last_heard, words.per_second, words.rejected, words.missing, words.last_word)
    assert [heading for heading in (*headings, words.keys, words.worst, PLACE.api) if heading not in text] == []
    assert max(map(len, words.presences.values())) <= 8


@pytest.mark.parametrize(
    ("language", "words"), [("fr_FR.UTF-8", FRENCH), ("en_GB.UTF-8", ENGLISH), ("C", ENGLISH), ("", ENGLISH)]
)
def test_the_language_is_that_of_the_terminal(language: str, words: Words) -> None:
    assert words_for(language) is words


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "-"), (0.4, "0 s"), (59.9, "59 s"), (60, "1 min"), (7199, "1 h"), (10**6, "11 d")]
)
def test_ages_are_short(seconds: float | None, text: str) -> None:
    assert age(seconds) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("A1", "A1"), ("a\nb", "a\\nb"), ("é", "\\xe9"), ("\ud800", "\\ud800"), ("x" * 21, "x" * 17 + "...")],
)
def test_a_strangers_text_is_shown_as_it_can_be(text: str, shown: str) -> None:
    assert printable(text, 20) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("entrée …", "entrée …"), ("e\u0301", "e\\u0301"), ("中\x1b", "\\u4e2d\\x1b"), ("\xad", "\\xad")],
)
def test_a_line_holds_only_characters_of_one_cell(text: str, shown: str) -> None:
    assert legible(text) == shown


def test_an_open_order_is_a_word_of_p2() -> None:
    desk = Desk()
    desk.hears(OPEN)
    assert line_of("P2", drawn(scene_of(desk))).rstrip().endswith(" barriers/entry/cmd OPEN")


def test_controls_without_a_filter_match_everything() -> None:
    assert Controls().matches("anything")


def test_what_the_filter_finds_among_the_messages_has_room_beside_a_hundred_alarms() -> None:
    lines = drawn(with_keys(scene_of(FLOODED, alarms=alarms_of(100)), "/", *"unknown"))
    assert len([line for line in lines if " -   unknown" in line]) > 1


def test_a_long_alarm_is_read_to_its_end_where_there_is_room() -> None:
    scene = scene_of(BUSY, alarms=alarms_of(1))
    text = "a vehicle waits, " * 6 + "and nobody lets it in"
    scene = replace(scene, look=scene.look._replace(explain=lambda _: (text, "look")))
    lines = drawn(scene)
    assert f"{lines[3].removeprefix('  1 min  ')} {lines[4].strip()}" == text
    assert lines[5] == "         -> look"
