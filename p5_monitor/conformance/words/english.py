"""In English."""

from p5_monitor.conformance.finding import Verdict
from p5_monitor.conformance.words.kit_words import KitWords, RowWords

TELLING = {
    "begins": "check {role}: {client_id} at {broker}, prefix {prefix}",
    "arm_moves": "P3's arm will move. Keep clear of it.",
    "arm_may_move": "a barrier that hears this may move. Keep clear of it.",
    "seeks": "no answer: connecting as {client_id} for a moment, to see whether anybody has that ClientID ...",
    "takes": "connecting as {client_id} now: the module is thrown out and has to come back, within 20 s ...",
    "waits": "this broker tells a module why it is thrown out; ours give way while young: waiting a minute ...",
    "lot_lives": "at work here: {others}. check wants a lot for itself: stop the others, or use another prefix"
    " (where a ClientID is named: another broker).",
    "unreachable": "no broker to check on at {broker}: {reason}. `python -m p5_monitor doctor` finds out why.",
    "cut_off": "the broker at {broker} lets the check go no further: {reason}. `python -m p5_monitor doctor` finds out"
    " why.",
    "interrupted": "interrupted",
    "left_behind": "{topic} could not be cleared: `python -m p5_monitor purge` does it",
    "not_undone": "nobody took {payload} on {topic} at the end: give that order yourself",
    "passed_over": "{number} messages are left out: nobody reads so many",
    "url_silent": "no answer at {url}",
    "url_answers": "{url} answers {status}. {detail}",
    "url_elsewhere": "{url} answers, but for another lot: what is said here does not appear there. It is asked for"
    " nothing.",
    "asks_for_new_spot": "make the module ask for a new place now (20 s) ...",
    "asks_for_override": "make the module give the order FORCE_OPEN now (20 s) ...",
}

SEEN = {
    "thrown_out": "it came back, and threw this check out",
    "silenced": "it fell silent when this check took its ClientID",
    "in_history": "it is there",
}

ROWS = {
    "absent": RowWords("no module seen as {client_id}", "a running module with this ClientID, broker and prefix"),
    "unjudged": RowWords("nothing of it could be judged", "an order of its own, or a history that can be read"),
    "client_id": RowWords("has the ClientID of its role", "{client_id}"),
    "reconnect": RowWords("is still there after a reconnect", "it connects again, and answers as before"),
    "own_rows": RowWords("says nothing but its own rows", "only {other} says that"),
    "rubbish": RowWords("does nothing because of rubbish", "nothing that opens, frees or adds anything"),
    "survives": RowWords("survives rubbish", "the next good message is answered as ever"),
    "topic": RowWords("speaks on topics of the table", "parking/..., as in the table"),
    "payload": RowWords("writes the fields of the table", "exactly the fields and words of the table, as JSON"),
    "id": RowWords("names the spot of its topic", "the same id in topic and payload, letter for letter"),
    "qos": RowWords("sends with QoS 1", "QoS 1"),
    "retained_state": RowWords("has its state retained", "retained, so that whoever connects later knows it"),
    "retained_order": RowWords("never has an order retained", "not retained"),
    "expiry": RowWords("lets an order expire", "expires after {seconds} s (MQTT 5)"),
    "p1.says": RowWords("says where vehicles stand", "a status of at least one spot"),
    "p1.detector": RowWords("has a detector before the barrier", "a status of {entry}"),
    "p1.add": RowWords("senses a place that is added (new_spot ADD)", "a status of the new place, UNKNOWN for a start"),
    "p1.remove": RowWords("forgets a place that is taken out (REMOVE)", "an empty payload on the place's topic"),
    "p2.no_vehicle": RowWords("does not open without a vehicle", "nothing"),
    "p2.opens": RowWords("opens for a vehicle while a place is free", "one OPEN"),
    "p2.one_open": RowWords("gives one vehicle one OPEN", "one OPEN, however often its detector is repeated"),
    "p2.one_place": RowWords("never lets two in for one place", "nothing: the one place is the first vehicle's"),
    "p2.parked": RowWords("takes no parked vehicle for an arrival", "nothing: it came in before, over the detector"),
    "p2.full": RowWords("does not open at count 0", "nothing"),
    "p2.waits": RowWords("lets in who waits when a place comes free", "one OPEN"),
    "p2.extra": RowWords("opens where messages have more fields", "one OPEN; what they say does not matter"),
    "p2.no_count": RowWords("does not open when the count is forgotten", "nothing: nobody knows of a free place"),
    "p3.opens": RowWords("opens on OPEN", "OPENED, within a few seconds"),
    "p3.second_open": RowWords("a second OPEN while moving starts no second sequence", "up once and down once"),
    "p3.states": RowWords("says where the arm is", "OPENING, OPENED, CLOSING, CLOSED"),
    "p3.extra": RowWords("opens on an OPEN with more fields", "OPENING or OPENED; what they say does not matter"),
    "p3.kept_order": RowWords(
        "does not open for orders that the broker kept", "nothing: whoever they were for is gone"
    ),
    "p3.forced": RowWords("opens on FORCE_OPEN (completion C1)", "OPENING or OPENED"),
    "p4.counts": RowWords("announces a count", "a count, when a place comes free"),
    "p4.free": RowWords("counts a place that comes free", "{count}"),
    "p4.taken": RowWords("takes off a place that is taken", "{count}"),
    "p4.extra": RowWords("counts a place whose message has more fields", "{count}; what they say does not matter"),
    "p4.detector": RowWords("does not count detectors", "still {count}: {entry} is no place"),
    "p4.unknown": RowWords("does not count UNKNOWN", "{count}"),
    "p4.ids": RowWords(
        "takes ids as they are written", "{count}: CHECK3 and CHECK03 are two places, and so are Z9 and Z09"
    ),
    "p4.mismatch": RowWords("rejects an id that is not its topic's", "still {count}"),
    "p4.forgets": RowWords("forgets a spot on an empty payload", "{count}"),
    "p4.last_of_many": RowWords("ends on the right count after many changes", "{count} in the end"),
    "p5.silent": RowWords("says nothing under parking/", "nothing, whatever happens"),
    "p6.new_spot": RowWords("asks for a new place", '{{"id": ..., "cmd": "ADD"}}'),
    "p6.remove": RowWords("asks for a place to go", '{{"id": ..., "cmd": "REMOVE"}}'),
    "p6.records": RowWords("records what is said", "the payload at {url}/api/v1/events"),
    "p6.records_bad": RowWords("records what breaks the contract too", "the payload at {url}/api/v1/events"),
    "p7.forces": RowWords("passes on FORCE_OPEN", '{{"cmd": "FORCE_OPEN"}}'),
    "p7.releases": RowWords("passes on RELEASE", '{{"cmd": "RELEASE"}}'),
}

HINTS = {
    "absent": "it is not started, or has ended: read what it printed last\n"
    'paho 2: mqtt.Client("{client_id}") raises TypeError at once; write\n'
    '  mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="{client_id}")\n'
    "it uses another broker than {broker}, or another prefix than {prefix} (MQTT_HOST, MQTT_PORT, TOPIC_PREFIX)\n"
    "it has another ClientID than {client_id}\n"
    "it is one of ours, younger than a minute, and gave way to this check: it said so and exited with 3",
    "unjudged": "it was not seen to do anything: check again, and make it speak, or set P6_URL or P7_URL",
    "deaf": "it is connected as {client_id} and does not answer: another prefix than {prefix}? no subscription?\n"
    "One that subscribes once, before its loop, is deaf since it was last cut off: subscribe in on_connect.",
    "p4.deaf": "it is connected as {client_id} and does not count: another prefix than {prefix}? no subscription?\n"
    "Ids are letters, digits, - and _: CHECK1 is a place too. P4_RESERVE and P4_MODE hold places back.",
    "client_id": "it answers while somebody else is connected as {client_id}: so it has another ClientID",
    "reconnect": "",
    "reconnect_untried": "whoever does not have this ClientID cannot be cut off from here",
    "reconnect_away": "it did not come back within 20 s: use loop_forever() or loop_start(), which connect again, and\n"
    "catch what its own code raises",
    "reconnect_deaf": "it came back and hears nothing: the broker forgets subscriptions; subscribe in on_connect,\n"
    "which is called after each reconnect, and not once before the loop",
    "reconnect_unseen": "whether it hears again cannot be seen from here: look at it",
    "own_rows": "another module has come meanwhile (stop it, and check again), or this one says what is {other}'s",
    "rubbish": "compare type and words exactly; anything else changes nothing",
    "survives": "it does not answer any more: an exception in on_message ends a module; catch it, warn, go on",
    "topic": "nobody listens there: publish it as {right_topic}",
    "topic_id": "topic outside the contract: publish it as {right_topic} with id {id}",
    "topic_unknown": "nobody listens there: it is no topic of the table",
    "topic_untried": "it said nothing: not judged",
    "payload": "every reader rejects that, as if nothing had been said",
    "payload_extra": "every reader ignores more fields, and rejects no message for them",
    "payload_spelling": "valid, and not as json.dumps() writes it: nobody minds",
    "id": "the payload names {id} and the topic {topic_id}: readers reject that; ids are compared as written",
    "qos": "publish(..., qos=1): what is sent with QoS 0 gets lost when the link flickers",
    "qos_2": "QoS 1 is enough",
    "qos_unseen": "this broker does not show with which QoS a message was sent",
    "retained_state": "publish(..., retain=True): whoever connects later knows nothing until the next change",
    "retained_order": "publish(..., retain=False): the broker gives it to P3 at each connect, and nobody is there;\n"
    "`python -m p5_monitor purge --orders` clears what is left",
    "retain_unseen": "this broker does not show how a message was flagged",
    "expiry": "an order that comes late opens for nobody; with MQTT 3.1.1 it cannot expire",
    "p1.says": "nothing came: publish parking/spots/A1/status, on a change and at each connect",
    "p1.detector": "without it P2 takes each place that becomes OCCUPIED for an arrival",
    "p1.add": "good to have: otherwise a new place is sensed after a restart only",
    "p1.remove": "good to have: what is retained stays, and is counted for ever",
    "p1.reconnect_quiet": "it came back and said nothing for 15 s: say every status at each connect, or a broker that\n"
    "lost its memory knows none",
    "p2.no_vehicle": "it opened for nobody: open when the detector turns OCCUPIED",
    "p2.one_open": "remember that this vehicle was let in until the detector was FREE for a second;\n"
    "another OPEN for who still stands there comes after 8 s (P2_RETRY_SECONDS), not sooner",
    "p2.one_place": "P4 counts a vehicle when it has parked: until then take those that you let in off the count",
    "p2.one_place_untried": "it opened only with more places: it still holds some for vehicles it let in earlier",
    "p2.parked": "it reads the table to the letter; in a lot with a detector every vehicle then gets two OPEN",
    "p2.full": "look at the last count, and open only if it is more than 0",
    "p2.waits": "good to have: otherwise a vehicle that came while the lot was full waits for ever",
    "p2.extra": "look at id, status and count and ignore the rest; reject no message for a field more",
    "p2.no_count": "an empty payload is no broken JSON: the count is unknown until P4 says one",
    "p3.second_open": "it went up again: ignore OPEN while the arm moves; no sleep in on_message, where orders queue",
    "p3.states": "good to have, not in the table's example: {missing} not heard",
    "p3.extra": "look at action and ignore the rest; never decide on ts",
    "p3.kept_order": "in on_message: if message.retain: return",
    "p3.kept_order_untried": "it came back before an order could be left for it",
    "p3.not_down": "not judged: it did not say CLOSED within a minute; it may have been up, where OPEN shows nothing",
    "p3.forced": "good to have: otherwise the dashboard's button does nothing while P2 is down",
    "p4.free": "count the spots whose last status is FREE, and announce each change",
    "p4.ignored": "its count stays as it is: no subscription? Who subscribes once is deaf since it was last cut off.\n"
    "Ids are letters, digits, - and _: CHECK1 is a place like A1. P4_RESERVE and P4_MODE hold places back.",
    "p4.taken": "count the spots whose last status is FREE, and announce each change",
    "p4.extra": "look at id and status and ignore the rest; reject no message for a field more",
    "p4.detector": "leave out {entry} (ENTRY_IDS): it is the detector before the barrier",
    "p4.unknown": "count FREE, and not what is not OCCUPIED",
    "p4.ids": "do not rewrite ids, and do not ask how they are made up",
    "p4.mismatch": "ignore a message whose id differs from its topic's",
    "p4.forgets": "an empty payload is no broken JSON: the spot does not exist any more",
    "p4.last_of_many": "announce the count again after the last change",
    "p4.each_of_many": "right, with a message for each change: wait 50 ms and announce the last one",
    "p5.silent": "P5 has no row to publish",
    "p6.new_spot": "nothing came on parking/config/new_spot: not judged",
    "p6.remove": "good to have: otherwise a place is never taken out",
    "p6.records": "subscribe to parking/# and write every message down",
    "p6.records_bad": "write it down with what is wrong: it is what people look for later",
    "p6.records_unseen": "no history at {url}/api/v1/events (P6_URL): look at it yourself",
    "p7.forces": "nothing came on parking/admin/override: not judged",
    "p7.releases": "good to have: otherwise the barrier is never given back to its rules",
}

ENGLISH = KitWords(
    usage="one of P1, P2, P3, P4, P5, P6, P7 expected, such as `check P2`",
    verdicts={Verdict.FITS: "pass", Verdict.NOTE: "note", Verdict.FAILS: "FAIL"},
    sent="sent",
    came="came",
    right="right",
    hint="hint",
    nothing="nothing",
    empty="(empty)",
    retained="retained",
    not_retained="not retained",
    expires="expires after {seconds} s",
    sum="{role}: {fails} FAIL, {note} note, {fits} pass",
    telling=TELLING,
    seen=SEEN,
    rows=ROWS,
    hints=HINTS,
)
