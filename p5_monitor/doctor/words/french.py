"""The doctor in French."""

from p5_monitor.doctor.words.doctor_words import DoctorWords, Line
from p5_monitor.rules.diagnosis import Cause, Check

FRENCH = DoctorWords(
    separator=" : ",
    begins="Examen de {broker}, préfixe {prefix}, en tant que {client_id} ; 20 s au plus.",
    checks={
        Check.NAME: "nom",
        Check.TCP: "TCP",
        Check.TLS: "TLS",
        Check.CONNACK: "CONNACK",
        Check.MQTT_5: "MQTT 5",
        Check.ROUND_TRIP: "aller-retour",
        Check.TOPICS: "topics",
        Check.CLOCKS: "horloges",
        Check.CLIENT_IDS: "ClientIDs",
        Check.MODULES: "modules",
        Check.QUEUE: "file",
    },
    lines={
        Cause.ADDRESS_GIVEN: Line("{host} est une adresse"),
        Cause.NAME_KNOWN: Line("{host} est {addresses} ({ms} ms)"),
        Cause.NAME_UNKNOWN: Line(
            "personne ne connaît le nom {host}",
            "corrigez MQTT_HOST, ou donnez l'adresse ; un nom en .local demande avahi (mDNS) sur les deux machines",
        ),
        Cause.NAME_SERVER_SILENT: Line(
            "le serveur de noms ne répond pas pour {host}",
            "cette machine est-elle sur le réseau (essayez un autre nom) ; sinon donnez l'adresse dans MQTT_HOST",
        ),
        Cause.TCP_OPEN: Line("{address}:{port} répond ({ms} ms)"),
        Cause.TCP_PARTLY_OPEN: Line(
            "{address}:{port} répond, {others} non",
            "mettez {address} dans MQTT_HOST, ou faites aussi écouter le broker sur les autres",
        ),
        Cause.TCP_REFUSED_HERE: Line(
            "personne n'écoute sur {address}:{port}",
            "démarrez le broker (make run, ou systemctl start mosquitto), ou corrigez MQTT_PORT",
        ),
        Cause.TCP_REFUSED: Line(
            "{address} est là, mais personne n'écoute sur le port {port}",
            "démarrez-y le broker, ou corrigez MQTT_PORT ; un mosquitto sans `listener {port}` dans mosquitto.conf ne "
            "sert que sa propre machine",
        ),
        Cause.TCP_SILENT: Line(
            "{address}:{port} ne répond pas en {seconds} s",
            "cette machine est-elle allumée, et a-t-elle encore cette adresse ; si oui, un pare-feu bloque le port "
            "{port}, ou le broker ne répond plus",
        ),
        Cause.TCP_FAILED: Line(
            "pas de chemin vers {address}:{port} : {text}",
            "mettez cette machine sur le réseau du broker, ou corrigez MQTT_HOST",
        ),
        Cause.TLS_NOT_NEEDED: Line("pas utilisé, ni nécessaire sur cette machine"),
        Cause.TLS_NOT_USED: Line("pas utilisé (MQTT_TLS), donc qui est sur le chemin peut tout lire"),
        Cause.TLS_NOT_USED_WITH_PASSWORD: Line(
            "pas utilisé (MQTT_TLS) : le mot de passe voyage en clair",
            "mettez MQTT_TLS=true et MQTT_PORT=8883 si le broker le permet",
        ),
        Cause.TLS_GOOD: Line("{version}, certificat pour {names}, jusqu'au {valid_until}"),
        Cause.TLS_ENDS_SOON: Line(
            "{version}, certificat pour {names}, mais il expire dans {days} jours ({valid_until})",
            "renouvelez-le avant",
        ),
        Cause.SELF_SIGNED: Line(
            "le certificat pour {names} est auto-signé : personne ne s'en porte garant",
            "copiez-le depuis le broker, comparez-le sur place, et nommez le fichier dans MQTT_CA_FILE",
        ),
        Cause.UNKNOWN_ISSUER: Line(
            "le certificat pour {names} vient de {issuer}, que cette machine ne connaît pas",
            "mettez dans MQTT_CA_FILE le certificat de cette autorité (actuellement : {ca_file})",
        ),
        Cause.EXPIRED: Line(
            "le certificat pour {names} a expiré : {valid_until}",
            "renouvelez-le sur le broker ; si cette date est à venir, réglez l'horloge de cette machine",
        ),
        Cause.NOT_YET_VALID: Line(
            "le certificat pour {names} n'est pas encore valable : à partir du {valid_from}",
            "réglez l'horloge de cette machine (un Pi sans réseau démarre dans le passé), ou celle du broker à sa "
            "création",
        ),
        Cause.OTHER_NAME: Line(
            "le certificat est au nom de {names}, pas de {host}",
            "mettez le nom du certificat dans MQTT_HOST, ou faites un certificat pour {host}",
        ),
        Cause.BAD_CERTIFICATE: Line("le certificat est refusé : {text}", "faites-en un nouveau sur le broker"),
        Cause.CLIENT_CERTIFICATE_WANTED: Line(
            "le broker veut un certificat de notre part, et il n'y en a pas ici",
            "mettez `require_certificate false` dans mosquitto.conf et utilisez MQTT_USERNAME et MQTT_PASSWORD",
        ),
        Cause.TLS_ON_PLAIN_MQTT: Line(
            "ce port parle MQTT en clair, sans TLS", "mettez le port TLS (8883) dans MQTT_PORT, ou enlevez MQTT_TLS"
        ),
        Cause.TLS_ON_WEB: Line(
            "un serveur web parle sur ce port, sans TLS", "mettez le port TLS du broker (8883) dans MQTT_PORT"
        ),
        Cause.TLS_SILENT: Line(
            "ce qui écoute là ne répond pas à TLS",
            "mettez le port TLS du broker (8883) dans MQTT_PORT ; s'il est juste, le broker est bloqué : redémarrez-le",
        ),
        Cause.TLS_FAILED: Line(
            "pas de TLS : {text}",
            "mettez le port TLS du broker (8883) dans MQTT_PORT ; s'il est juste, voyez le journal du broker",
        ),
        Cause.LET_IN: Line("{client_id} est admis ({ms} ms)"),
        Cause.CREDENTIALS_MISSING: Line(
            "le broker veut un nom d'utilisateur et un mot de passe ({code} {text})",
            "donnez MQTT_USERNAME et MQTT_PASSWORD",
        ),
        Cause.CREDENTIALS_WRONG: Line(
            "le nom ou le mot de passe de {user} est faux ({code} {text})",
            "corrigez MQTT_USERNAME et MQTT_PASSWORD ; avec mosquitto : mosquitto_passwd, puis rechargez-le",
        ),
        Cause.NOT_AUTHORISED: Line(
            "l'utilisateur {user} n'est pas admis ({code} {text})",
            "mosquitto le dit aussi d'un mot de passe faux : corrigez MQTT_USERNAME et MQTT_PASSWORD ; sinon le broker "
            "doit permettre cet utilisateur, ce ClientID ou cette adresse",
        ),
        Cause.CLIENT_ID_REFUSED: Line(
            "le broker refuse le ClientID {client_id} ({code} {text})",
            "permettez-le, ou enlevez la règle sur les ClientIDs (clientid_prefixes dans mosquitto.conf)",
        ),
        Cause.BANNED: Line(
            "le broker nous a bannis ({code} {text})", "demandez à qui l'exploite ; cela passe parfois tout seul"
        ),
        Cause.BUSY: Line(
            "le broker n'a pas de place pour nous en ce moment ({code} {text})",
            "attendez ; si cela dure, relevez ses limites (max_connections dans mosquitto.conf)",
        ),
        Cause.MOVED: Line("le broker nous envoie à un autre ({code} {text})", "demandez lequel, et corrigez MQTT_HOST"),
        Cause.REFUSED: Line("le broker nous refuse ({code} {text})", "voyez le journal du broker"),
        Cause.NO_MQTT_5: Line(
            "un broker est là, mais il ne parle pas MQTT 5",
            "prenez-en un qui le parle : mosquitto 1.6 ou plus récent, EMQX, HiveMQ",
        ),
        Cause.PLAIN_ON_TLS: Line(
            "ce port parle TLS", "mettez MQTT_TLS=true (et MQTT_CA_FILE), ou prenez le port en clair (1883)"
        ),
        Cause.WEB_SERVER: Line(
            "un serveur web parle sur ce port ({banner})",
            "mettez le port du broker (1883) dans MQTT_PORT ; MQTT sur WebSocket n'est pas utilisé ici",
        ),
        Cause.OTHER_PROTOCOL: Line(
            "ce n'est pas un broker : il dit {banner}", "corrigez MQTT_PORT (1883, avec TLS 8883)"
        ),
        Cause.SILENT: Line(
            "la connexion est acceptée, mais rien n'est dit en {seconds} s",
            "redémarrez le broker s'il est bloqué ; sinon ce n'est pas un broker, ou un autre port : corrigez "
            "MQTT_PORT",
        ),
        Cause.HUNG_UP: Line(
            "la connexion est acceptée puis coupée sans un mot ({text})",
            "voyez le journal du broker ; un broker sans MQTT 5, une limite de connexions, ou un autre programme sur "
            "ce port",
        ),
        Cause.CUT_OFF: Line(
            "le broker a coupé la connexion pendant l'examen ({text})",
            "un autre doctor tourne-t-il (même ClientID), ou le broker s'est-il arrêté ; réessayez, et voyez son "
            "journal",
        ),
        Cause.OFFERS_ALL: Line("parlé, avec tout ce qu'il faut ici"),
        Cause.OFFERS_TOO_LITTLE: Line(
            "parlé, mais le broker n'offre pas : {missing}",
            "permettez-le (mosquitto : max_qos, retain_available, max_packet_size), ou prenez un autre broker",
        ),
        Cause.TOPICS_HEARD: Line("{number} filtres accordés ; entendu : {heard} ; encore rien sur : {unheard}"),
        Cause.TOPICS_UNHEARD: Line("{number} filtres accordés ; rien entendu dessus, donc rien de prouvé"),
        Cause.TOPICS_REFUSED: Line(
            "le broker refuse à l'utilisateur {user} : {filters} ({text})",
            "prenez l'ACL de `python -m common.contract acl` et son utilisateur p5_tools",
        ),
        Cause.TOPICS_UNANSWERED: Line(
            "le broker ne répond pas à un abonnement",
            "redémarrez-le, et voyez son journal ; il est peut-être surchargé",
        ),
        Cause.ORDERS_KEPT: Line(
            "le broker garde un ordre, et qui se connecte l'entend à nouveau : {orders}",
            "effacez-le avec `python -m p5_monitor purge --orders`, et envoyez les ordres sans le drapeau retain",
        ),
        Cause.HEARD_BACK: Line("{ms} ms, au pire {worst_ms} ms ({number} messages à nous-mêmes)"),
        Cause.HEARD_BACK_LATE: Line(
            "{ms} ms, au pire {worst_ms} ms : un conducteur attend quatre fois cela",
            "prenez un broker plus proche, ou un meilleur réseau",
        ),
        Cause.PUBLISH_REFUSED: Line(
            "l'utilisateur {user} n'a pas le droit de publier sur {topic} ({text})",
            "prenez l'ACL de `python -m common.contract acl` et son utilisateur p5_tools",
        ),
        Cause.PUBLISH_UNANSWERED: Line(
            "le broker n'accuse pas réception de ce qui est publié sur {topic}",
            "redémarrez-le ; son disque est peut-être plein",
        ),
        Cause.NOT_DELIVERED: Line(
            "ce qui est publié sur {topic} ne revient pas, alors que le broker l'a accordé",
            "une ACL en prive l'utilisateur {user} (mosquitto 2.0.11 accorde un tel abonnement quand même) : prenez "
            "celle de `python -m common.contract acl` et son utilisateur p5_tools",
        ),
        Cause.CLOCKS_AGREE: Line("elles sont d'accord avec la nôtre ({modules})"),
        Cause.CLOCKS_DIFFER: Line(
            "elles diffèrent de la nôtre ({modules} ; + est en avance)",
            "réglez-les par NTP (timedatectl set-ntp true) ; au-delà de {window} s, les ordres signés sont nuls",
        ),
        Cause.OWN_CLOCK_DIFFERS: Line(
            "les autres sont d'accord entre elles, et la nôtre est fausse ({modules} d'avance sur elle)",
            "réglez l'horloge de cette machine par NTP (timedatectl set-ntp true) ; au-delà de {window} s, les ordres "
            "signés sont nuls",
        ),
        Cause.CLOCKS_UNKNOWN: Line(
            "personne n'a donné l'heure pendant l'écoute", "redemandez pendant qu'un module parle"
        ),
        Cause.CLIENT_IDS_FREE: Line("aucun des sept n'a été vu en service sous ce préfixe"),
        Cause.CLIENT_IDS_IN_USE: Line(
            "{client_ids} sont en service, une fois chacun",
            "n'en démarrez aucun une seconde fois, le broker éjecterait l'un des deux",
        ),
        Cause.CLIENT_IDS_TWICE: Line(
            "deux programmes utilisent {client_ids}", "trouvez-en un et arrêtez-le, chacun éjecte l'autre"
        ),
        Cause.ALL_THERE: Line("les sept sont là"),
        Cause.SOME_THERE: Line(
            "là : {here} ; partis ou muets : {gone} ; pas entendus en {seconds} s : {unheard}",
            "démarrez qui devrait être là ; avec COMPLETIONS=all chacun dit qu'il y est",
        ),
        Cause.NOBODY_THERE: Line(
            "rien n'a été entendu sous {prefix} en {seconds} s",
            "quelqu'un tourne-t-il, avec exactement ce TOPIC_PREFIX ; d'autres préfixes ne peuvent être écoutés. Une "
            "ACL peut aussi nous en priver",
        ),
        Cause.QUEUE_HOLDS: Line("{sent} messages à un abonné lent, tous arrivés"),
        Cause.QUEUE_TOO_SMALL: Line(
            "{sent} messages à un abonné lent, {lost} perdus",
            "écrivez `max_queued_messages 1000000` dans mosquitto.conf et redémarrez-le (EMQX : mqtt.max_mqueue_len)",
        ),
        Cause.QUEUE_UNFINISHED: Line(
            "{back} messages sur {sent} à un abonné lent sont arrivés en {seconds} s, puis le temps était écoulé",
            "le chemin est trop long pour savoir si la file tient : lancez doctor sur la machine du broker, ou "
            "cherchez `max_queued_messages 1000000` dans mosquitto.conf",
        ),
        Cause.QUEUE_NOT_TRIED: Line("pas essayée sur un broker d'ailleurs ; --burst le fait, avec 2 000 messages"),
        Cause.QUEUE_CUT_OFF: Line(
            "après {back} messages sur {sent} le broker a coupé la connexion ({text})",
            "relevez ses limites pour un client, et voyez son journal",
        ),
    },
    not_made="Pas examiné, pour cette raison : {checks}.",
    fine="Rien ne cloche ; avertissements : {warnings} ({seconds} s).",
    wrong="Quelque chose cloche ; en échec : {failures}, avertissements : {warnings} ({seconds} s).",
    interrupted="Interrompu.",
)
