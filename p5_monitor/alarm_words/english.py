"""The alarms in English."""

from p5_monitor.alarm_words.phrase import AlarmWords, Phrase
from p5_monitor.rules.picture import Kind

OTHERS = {"cause": "others"}

DEAF = (
    "It seems deaf: a module that subscribes only at its start hears nothing after the broker came back."
    " Start it again; it must subscribe whenever it connects."
)
TWICE = (
    "Two programs with one ClientID throw each other out: stop one of them."
    " If there is only one, its link is bad, or it dies again and again: see its log."
)
RELEASE = "Mend it, then give RELEASE or FORCE_OPEN on the dashboard (P7)."
CHECK = "With all others stopped, `python -m p5_monitor check {role}` tries all its rows."

ENGLISH = AlarmWords(
    raised="ALARM",
    cleared="over",
    phrases={
        Kind.BROKER_GONE: (
            Phrase(
                "The monitor is cut off from the broker: nothing else is known",
                "Is the broker running, and does this machine reach it? `python -m p5_monitor doctor` finds out.",
            ),
        ),
        Kind.NOT_SUBSCRIBED: (
            Phrase(
                "Refused by the broker, so not heard: {subject}",
                "Its access list must let P5 read all of TOPIC_PREFIX: `python -m common.contract acl` prints one."
                " The log of P5 has the broker's reason.",
            ),
        ),
        Kind.MODULE_OFFLINE: (
            Phrase(
                "{subject} is offline",
                "Start it again; the end of its log says why it went."
                " Exit code 2: its settings; 3: its ClientID is in use; 4: the broker refuses it.",
            ),
        ),
        Kind.MODULE_SILENT: (
            Phrase("{subject} announces no count, though places were taken or came free", DEAF, {"cause": "count"}),
            Phrase(
                "{subject} says that it is here, and does not say again what it promised to",
                "The part of it that works stands still: keep its log, and start it again.",
                {"presence": "online"},
            ),
            Phrase(
                "{subject} promised to repeat itself, and is silent",
                "Is it running, and does the end of its log say that it is connected?"
                " With COMPLETIONS=all it would say of itself whether it is there.",
            ),
        ),
        Kind.CLIENT_ID_TWICE: (
            Phrase("{subject} came and went {times} times: is its ClientID used twice?", TWICE, {"cause": "flips"}),
            Phrase("{subject} begins to count again and again: is its ClientID used twice?", TWICE),
        ),
        Kind.SPOT_SILENT: (
            Phrase(
                "{spots} spots are silent",
                "Is P1 running, and what does its log say of its sensors?"
                " Spots that do not exist any more: `python -m p5_monitor purge` and their ids.",
                OTHERS,
            ),
            Phrase(
                "Spot {subject}: the broker keeps it, and nobody speaks of it",
                "It may be counted and not exist any more: then `python -m p5_monitor purge {subject}`."
                " Else start the module that has its sensor.",
                {"cause": "kept"},
            ),
            Phrase(
                "Spot {subject} is silent: nothing for {seconds} s, against its promise",
                "What does the log of P1 say of its sensor?"
                " If it does not exist any more: `python -m p5_monitor purge {subject}`.",
            ),
            Phrase("Spot {subject} is silent", "What does the log of P1 say of its sensor?"),
        ),
        Kind.SPOT_FLAPPING: (
            Phrase(
                "{spots} more spots flap",
                "Look at what they share: power, cable, thresholds (P1_TAKEN_CM and P1_FREE_CM).",
                OTHERS,
            ),
            Phrase(
                "Spot {subject} flaps: {changes} changes in {seconds} s",
                "Its sensor stands at its threshold, or is loose: `python -m p1_sensors calibrate {subject}` shows it."
                " A longer P1_CONFIRM_SECONDS calms it.",
            ),
            Phrase("Spot {subject} flaps", "Its sensor stands at its threshold, or is loose."),
        ),
        Kind.SPOT_STUCK: (
            Phrase(
                "{spots} more places are taken for very long",
                "If others change, look at what these sensors share: power, cable, something before them.",
                OTHERS,
            ),
            Phrase(
                "Place {subject} is taken for more than {hours} h, while others change",
                "Go and look: a vehicle that was left there, or a sensor that sees something else."
                " P5_SPOT_STUCK_HOURS says how long is too long; 0: never.",
            ),
            Phrase("Place {subject} is taken for very long", "Go and look: is a vehicle there?"),
        ),
        Kind.SAME_PLACE_TWICE: (
            Phrase(
                "{first} and {second}: same place twice?",
                "Ids are compared as written, so both are counted. Write it the same way in all modules,"
                " then clear the wrong one with `python -m p5_monitor purge`.",
                {"pairs": "1"},
            ),
            Phrase(
                "{first} and {second}: same place twice? ({pairs} such pairs)",
                "Ids are compared as written, so all are counted. Write them the same way in all modules,"
                " then clear the wrong ones with `python -m p5_monitor purge`.",
            ),
            Phrase(
                "Two spot ids look like one place", "Ids are compared as written: write it the same way everywhere."
            ),
        ),
        Kind.DETECTOR_STUCK: (
            Phrase(
                "{subject}: a vehicle stands there for {seconds} s, with places free",
                "Go and look. If nobody stands there, the detector is stuck: dirt, cable, threshold.",
            ),
            Phrase("{subject}: a vehicle stands there for long, with places free", "Go and look: is one there?"),
        ),
        Kind.NO_OPEN: (
            Phrase(
                "{subject}: a vehicle waits for {seconds} s, free places: {count}, no OPEN",
                "Is P2 running, and what does its log say? If nothing, it is deaf: start it again."
                " A module must subscribe whenever it connects, not only at its start.",
            ),
            Phrase("{subject}: a vehicle waits, and no OPEN comes", "Is P2 running, and what does its log say?"),
        ),
        Kind.OPEN_WITHOUT_OPENED: (
            Phrase(
                "The barrier does not open: {seconds} s after an OPEN it is {state}",
                "Look at the arm: is it blocked? Is P3 running, and what does its log say?",
            ),
            Phrase(
                "The barrier does not open after an OPEN, and does not say where it is",
                "Is P3 running and connected, and what does its log say?",
            ),
        ),
        Kind.OPEN_TOO_LONG: (
            Phrase(
                "The barrier is up for more than {seconds} s without a new vehicle",
                "It says why: {reason}. Does something stand in its safety beam, or is the beam dirty?"
                " Else see the log of P3.",
            ),
            Phrase("The barrier is up for long without a new vehicle", "Is something in its safety beam?"),
        ),
        Kind.FORCED_OPEN: (
            Phrase(
                "The barrier is forced open, by {by}",
                "It stays up, whatever P2 says, until somebody gives RELEASE on the dashboard (P7).",
            ),
            Phrase(
                "The barrier is forced open",
                "It stays up, whatever P2 says, until somebody gives RELEASE on the dashboard (P7).",
            ),
        ),
        Kind.BARRIER_FAULT: (
            Phrase(
                "The barrier is out of order: again and again something was in its way",
                "It stays up. Clear the way, clean the safety beam, and look at its cable. " + RELEASE,
                {"reason": "obstacle"},
            ),
            Phrase(
                "The barrier is out of order: the arm did not reach its end in time",
                "Keep away from the arm. Look for what blocks it, at its motor and at its end switches. " + RELEASE,
                {"reason": "timeout"},
            ),
            Phrase("The barrier is out of order ({reason})", "What does the log of P3 say? " + RELEASE),
            Phrase("The barrier is out of order", "What does the log of P3 say? " + RELEASE),
        ),
        Kind.TWO_PUBLISHERS: (
            Phrase(
                "Two programs publish as {subject}, both on {topic}",
                "Each topic belongs to one module: stop the other."
                " It may be an old copy, a test, or a second machine with another ClientID.",
            ),
            Phrase("Two programs publish as {subject}", "Each topic belongs to one module: stop the other."),
        ),
        Kind.SCHEMA_VIOLATION: (
            Phrase(
                "{messages} more messages that break the contract, on other topics",
                "Somebody floods the lot, or a module is wrong in all it says: the log names topics and reasons.",
                OTHERS,
            ),
            Phrase(
                "On {role}'s topic {subject}: refused",
                "{said}: {reason}. It is {role}, or somebody else on its topic. " + CHECK,
            ),
            Phrase(
                "On {role}'s topic {subject}: refused",
                "Why: {reason}. It is {role}, or somebody else on its topic. " + CHECK,
            ),
            Phrase("On the topic {subject}: refused", "The topic table in the README says what is right."),
        ),
        Kind.OUTSIDE_CONTRACT: (
            Phrase(
                "{messages} more messages outside the contract, on other topics",
                "Somebody floods the lot, or a module is wrong in all it says: the log names the topics.",
                OTHERS,
            ),
            Phrase(
                "Topic outside the contract: {subject}",
                "Publish it as {right} with id {id}: where it is now, no module hears it.",
            ),
            Phrase(
                "Topic outside the contract: {subject}",
                "Publish it as {right}: where it is now, no module hears it.",
            ),
            Phrase(
                "Topic outside the contract: {subject}",
                "No module hears it: the topic table in the README says which topics there are.",
            ),
        ),
        Kind.RETAINED_COMMAND: (
            Phrase(
                "Retained order from {by} on {subject}",
                "Whoever connects hears {said} again; ours do not act on it. Clear it with"
                " `python -m p5_monitor purge --orders`, and send orders without the retain flag.",
            ),
            Phrase(
                "Retained order on {subject}",
                "Whoever connects hears {said} again; ours do not act on it. Clear it with"
                " `python -m p5_monitor purge --orders`, and send orders without the retain flag.",
            ),
            Phrase("Retained order on {subject}", "Clear it with `python -m p5_monitor purge --orders`."),
        ),
    },
)
