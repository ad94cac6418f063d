"""The doctor in English."""

from p5_monitor.doctor.words.doctor_words import DoctorWords, Line
from p5_monitor.rules.diagnosis import Cause, Check

ENGLISH = DoctorWords(
    separator=": ",
    begins="Examining {broker}, prefix {prefix}, as {client_id}; at most 20 s.",
    checks={
        Check.NAME: "name",
        Check.TCP: "TCP",
        Check.TLS: "TLS",
        Check.CONNACK: "CONNACK",
        Check.MQTT_5: "MQTT 5",
        Check.ROUND_TRIP: "round trip",
        Check.TOPICS: "topics",
        Check.CLOCKS: "clocks",
        Check.CLIENT_IDS: "ClientIDs",
        Check.MODULES: "modules",
        Check.QUEUE: "queue",
    },
    lines={
        Cause.ADDRESS_GIVEN: Line("{host} is an address"),
        Cause.NAME_KNOWN: Line("{host} is {addresses} ({ms} ms)"),
        Cause.NAME_UNKNOWN: Line(
            "nobody knows the name {host}",
            "correct MQTT_HOST, or give the address; a name in .local needs avahi (mDNS) on both machines",
        ),
        Cause.NAME_SERVER_SILENT: Line(
            "the name server does not answer for {host}",
            "is this machine on the network (try another name), or give the broker's address in MQTT_HOST",
        ),
        Cause.TCP_OPEN: Line("{address}:{port} answers ({ms} ms)"),
        Cause.TCP_PARTLY_OPEN: Line(
            "{address}:{port} answers, {others} does not",
            "put {address} into MQTT_HOST, or have the broker listen on the others too",
        ),
        Cause.TCP_REFUSED_HERE: Line(
            "nobody listens on {address}:{port}",
            "start the broker (make run, or systemctl start mosquitto), or correct MQTT_PORT",
        ),
        Cause.TCP_REFUSED: Line(
            "{address} is there, but nobody listens on port {port}",
            "start the broker there, or correct MQTT_PORT; a mosquitto without `listener {port}` in mosquitto.conf "
            "serves its own machine only",
        ),
        Cause.TCP_SILENT: Line(
            "{address}:{port} gives no answer in {seconds} s",
            "is that machine on, and is its address still this one; if so, a firewall between drops port {port}, or "
            "the broker hangs",
        ),
        Cause.TCP_FAILED: Line(
            "no way to {address}:{port}: {text}",
            "put this machine on the broker's network, or correct MQTT_HOST",
        ),
        Cause.TLS_NOT_NEEDED: Line("not used, nor needed on this machine"),
        Cause.TLS_NOT_USED: Line("not used (MQTT_TLS), so that whoever is on the way can read along"),
        Cause.TLS_NOT_USED_WITH_PASSWORD: Line(
            "not used (MQTT_TLS), so that the password travels in plain text",
            "set MQTT_TLS=true and MQTT_PORT=8883 if the broker has it",
        ),
        Cause.TLS_GOOD: Line("{version}, certificate for {names}, until {valid_until}"),
        Cause.TLS_ENDS_SOON: Line(
            "{version}, certificate for {names}, but it ends in {days} days ({valid_until})", "renew it before that"
        ),
        Cause.SELF_SIGNED: Line(
            "the certificate for {names} is self-signed: nobody vouches for it",
            "copy it from the broker, compare it there, and name the file in MQTT_CA_FILE",
        ),
        Cause.UNKNOWN_ISSUER: Line(
            "the certificate for {names} was issued by {issuer}, whom this machine does not know",
            "set MQTT_CA_FILE to the certificate of that authority (now: {ca_file})",
        ),
        Cause.EXPIRED: Line(
            "the certificate for {names} has expired: {valid_until}",
            "renew it on the broker; if that date is to come, set this machine's clock",
        ),
        Cause.NOT_YET_VALID: Line(
            "the certificate for {names} is not valid yet: from {valid_from}",
            "set this machine's clock (a Pi without network starts in the past), or the broker's when it was made",
        ),
        Cause.OTHER_NAME: Line(
            "the certificate is made out to {names}, not to {host}",
            "write the name of the certificate into MQTT_HOST, or make a certificate for {host}",
        ),
        Cause.BAD_CERTIFICATE: Line("the certificate is refused: {text}", "make a new one on the broker"),
        Cause.CLIENT_CERTIFICATE_WANTED: Line(
            "the broker wants a certificate of ours, and this suite has none",
            "set `require_certificate false` in mosquitto.conf and use MQTT_USERNAME and MQTT_PASSWORD",
        ),
        Cause.TLS_ON_PLAIN_MQTT: Line(
            "the port speaks plain MQTT, without TLS", "set MQTT_PORT to the TLS port (8883), or take MQTT_TLS out"
        ),
        Cause.TLS_ON_WEB: Line(
            "a web server speaks at this port, without TLS", "set MQTT_PORT to the broker's TLS port (8883)"
        ),
        Cause.TLS_SILENT: Line(
            "whoever listens there does not answer to TLS",
            "set MQTT_PORT to the broker's TLS port (8883); if it is right, the broker hangs: restart it",
        ),
        Cause.TLS_FAILED: Line(
            "no TLS: {text}", "set MQTT_PORT to the broker's TLS port (8883); if it is right, see the broker's log"
        ),
        Cause.LET_IN: Line("{client_id} is let in ({ms} ms)"),
        Cause.CREDENTIALS_MISSING: Line(
            "the broker wants a user name and a password ({code} {text})", "set MQTT_USERNAME and MQTT_PASSWORD"
        ),
        Cause.CREDENTIALS_WRONG: Line(
            "user name or password of {user} is wrong ({code} {text})",
            "correct MQTT_USERNAME and MQTT_PASSWORD; on mosquitto: mosquitto_passwd, then reload it",
        ),
        Cause.NOT_AUTHORISED: Line(
            "the user {user} is not let in ({code} {text})",
            "mosquitto says so of a wrong password too: correct MQTT_USERNAME and MQTT_PASSWORD; else the broker "
            "must allow this user, this ClientID or this address",
        ),
        Cause.CLIENT_ID_REFUSED: Line(
            "the broker refuses the ClientID {client_id} ({code} {text})",
            "allow it, or take away the rule for ClientIDs (clientid_prefixes in mosquitto.conf)",
        ),
        Cause.BANNED: Line("the broker has banned us ({code} {text})", "ask whoever runs it; it may end by itself"),
        Cause.BUSY: Line(
            "the broker has no room for us now ({code} {text})",
            "wait; if it lasts, raise its limits (max_connections in mosquitto.conf)",
        ),
        Cause.MOVED: Line("the broker sends us to another one ({code} {text})", "ask which, and correct MQTT_HOST"),
        Cause.REFUSED: Line("the broker refuses us ({code} {text})", "see the broker's log"),
        Cause.NO_MQTT_5: Line(
            "a broker is there, but it does not speak MQTT 5",
            "use one that does: mosquitto 1.6 or later, EMQX, HiveMQ",
        ),
        Cause.PLAIN_ON_TLS: Line(
            "the port speaks TLS", "set MQTT_TLS=true (and MQTT_CA_FILE), or use the plain port (1883)"
        ),
        Cause.WEB_SERVER: Line(
            "a web server speaks at this port ({banner})",
            "set MQTT_PORT to the broker's (1883); MQTT over WebSocket is not used here",
        ),
        Cause.OTHER_PROTOCOL: Line("this is no broker: it says {banner}", "correct MQTT_PORT (1883, with TLS 8883)"),
        Cause.SILENT: Line(
            "the connection is accepted, but nothing is said in {seconds} s",
            "restart the broker if it hangs; else it is no broker, or another port: correct MQTT_PORT",
        ),
        Cause.HUNG_UP: Line(
            "the connection is accepted and ended without a word ({text})",
            "see the broker's log; a broker without MQTT 5, a limit of connections, or another program on the port",
        ),
        Cause.CUT_OFF: Line(
            "the broker ended the connection during the examination ({text})",
            "is another doctor running (the same ClientID), or did the broker stop; try again, and see its log",
        ),
        Cause.OFFERS_ALL: Line("spoken, with all that the suite needs"),
        Cause.OFFERS_TOO_LITTLE: Line(
            "spoken, but the broker does not offer: {missing}",
            "allow it (mosquitto: max_qos, retain_available, max_packet_size), or use another broker",
        ),
        Cause.TOPICS_HEARD: Line("{number} filters granted; heard: {heard}; nothing yet on: {unheard}"),
        Cause.TOPICS_UNHEARD: Line("{number} filters granted; nothing heard on them yet, and so not proved"),
        Cause.TOPICS_REFUSED: Line(
            "the broker refuses to user {user}: {filters} ({text})",
            "use the ACL of `python -m common.contract acl` and its user p5_tools",
        ),
        Cause.TOPICS_UNANSWERED: Line(
            "the broker does not answer a subscription", "restart it, and see its log; perhaps it is overloaded"
        ),
        Cause.ORDERS_KEPT: Line(
            "the broker keeps an order, and whoever connects hears it again: {orders}",
            "clear it with `python -m p5_monitor purge --orders`, and send orders without the retain flag",
        ),
        Cause.HEARD_BACK: Line("{ms} ms, at worst {worst_ms} ms ({number} messages to ourselves)"),
        Cause.HEARD_BACK_LATE: Line(
            "{ms} ms, at worst {worst_ms} ms: a driver waits four times that",
            "use a broker that is nearer, or a better network",
        ),
        Cause.PUBLISH_REFUSED: Line(
            "user {user} may not publish on {topic} ({text})",
            "use the ACL of `python -m common.contract acl` and its user p5_tools",
        ),
        Cause.PUBLISH_UNANSWERED: Line(
            "the broker does not acknowledge what is published on {topic}", "restart it; perhaps its disk is full"
        ),
        Cause.NOT_DELIVERED: Line(
            "what is published on {topic} does not come back, though the broker granted it",
            "an ACL keeps it from user {user} (mosquitto 2.0.11 grants such a subscription all the same): use that of "
            "`python -m common.contract acl` and its user p5_tools",
        ),
        Cause.CLOCKS_AGREE: Line("they agree with ours ({modules})"),
        Cause.CLOCKS_DIFFER: Line(
            "they differ from ours ({modules}; + is ahead)",
            "set them by NTP (timedatectl set-ntp true); more than {window} s, and signed orders are void",
        ),
        Cause.OWN_CLOCK_DIFFERS: Line(
            "the others agree, and ours is off ({modules} ahead of it)",
            "set this machine's clock by NTP (timedatectl set-ntp true); more than {window} s, and signed orders are "
            "void",
        ),
        Cause.CLOCKS_UNKNOWN: Line("nobody gave a time while we listened", "ask again while a module speaks"),
        Cause.CLIENT_IDS_FREE: Line("none of the seven was seen in use under this prefix"),
        Cause.CLIENT_IDS_IN_USE: Line(
            "{client_ids} are in use, once each", "start none of them a second time, the broker would throw one out"
        ),
        Cause.CLIENT_IDS_TWICE: Line(
            "two programs use {client_ids}", "find and stop one of them, since each throws the other out"
        ),
        Cause.ALL_THERE: Line("all seven are there"),
        Cause.SOME_THERE: Line(
            "there: {here}; gone or silent: {gone}; not heard in {seconds} s: {unheard}",
            "start who should be there; with COMPLETIONS=all each says that it is",
        ),
        Cause.NOBODY_THERE: Line(
            "nothing was heard under {prefix} in {seconds} s",
            "is anybody running, with just this TOPIC_PREFIX; other prefixes cannot be listened to. An ACL may keep "
            "it from us, too",
        ),
        Cause.QUEUE_HOLDS: Line("{sent} messages to a slow subscriber, all came"),
        Cause.QUEUE_TOO_SMALL: Line(
            "{sent} messages to a slow subscriber, {lost} of them were lost",
            "write `max_queued_messages 1000000` into mosquitto.conf and restart it (EMQX: mqtt.max_mqueue_len)",
        ),
        Cause.QUEUE_UNFINISHED: Line(
            "{back} of {sent} messages to a slow subscriber came within {seconds} s, then the time was up",
            "the way is too long to tell whether the queue holds: run doctor on the broker's machine, or look for "
            "`max_queued_messages 1000000` in mosquitto.conf",
        ),
        Cause.QUEUE_NOT_TRIED: Line("not tried on a broker elsewhere; --burst does, with 2 000 messages"),
        Cause.QUEUE_CUT_OFF: Line(
            "after {back} of {sent} messages the broker ended the connection ({text})",
            "raise its limits for one client, and see its log",
        ),
    },
    not_made="Not looked at, for that reason: {checks}.",
    fine="Nothing is wrong; warnings: {warnings} ({seconds} s).",
    wrong="Something is wrong; failed: {failures}, warnings: {warnings} ({seconds} s).",
    interrupted="Interrupted.",
)
