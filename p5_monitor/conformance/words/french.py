"""En français."""

from p5_monitor.conformance.finding import Verdict
from p5_monitor.conformance.words.kit_words import KitWords, RowWords

TELLING = {
    "begins": "check {role} : {client_id} sur {broker}, préfixe {prefix}",
    "arm_moves": "Le bras de P3 va bouger. Écartez-vous.",
    "arm_may_move": "une barrière qui entend cela peut bouger. Écartez-vous.",
    "seeks": "pas de réponse : connexion comme {client_id} un instant, pour voir si quelqu'un a ce ClientID ...",
    "takes": "connexion comme {client_id} : le module est déconnecté et doit revenir, en 20 s au plus ...",
    "waits": "ce broker dit pourquoi il déconnecte ; les nôtres, jeunes, cèdent alors : attente d'une minute ...",
    "lot_lives": "au travail ici : {others}. check veut un parking pour lui seul : arrêtez les autres, ou prenez un"
    " autre préfixe (là où un ClientID est nommé : un autre broker).",
    "unreachable": "pas de broker pour l'essai à {broker} : {reason}. `python -m p5_monitor doctor` trouve pourquoi.",
    "cut_off": "le broker à {broker} ne laisse pas l'essai continuer : {reason}. `python -m p5_monitor doctor` trouve"
    " pourquoi.",
    "interrupted": "interrompu",
    "left_behind": "{topic} n'a pas pu être effacé : `python -m p5_monitor purge` le fait",
    "not_undone": "à la fin, personne n'a pris {payload} sur {topic} : donnez cet ordre vous-même",
    "passed_over": "{number} messages sont laissés de côté : personne n'en lit tant",
    "url_silent": "pas de réponse à {url}",
    "url_answers": "{url} répond {status}. {detail}",
    "url_elsewhere": "{url} répond, mais pour un autre parking : ce qui est dit ici n'y paraît pas. Rien ne lui est"
    " demandé.",
    "asks_for_new_spot": "faites demander une nouvelle place au module maintenant (20 s) ...",
    "asks_for_override": "faites donner l'ordre FORCE_OPEN au module maintenant (20 s) ...",
}

SEEN = {
    "thrown_out": "il est revenu, et a déconnecté cet essai",
    "silenced": "il s'est tu quand cet essai a pris son ClientID",
    "in_history": "il y est",
}

ROWS = {
    "absent": RowWords("aucun module vu comme {client_id}", "un module en marche avec ce ClientID, broker et préfixe"),
    "unjudged": RowWords("rien n'a pu en être jugé", "un ordre de sa part, ou un historique lisible"),
    "client_id": RowWords("a le ClientID de son rôle", "{client_id}"),
    "reconnect": RowWords("est encore là après une reconnexion", "il se reconnecte, et répond comme avant"),
    "own_rows": RowWords("ne dit que ses propres lignes", "seul {other} dit cela"),
    "rubbish": RowWords("ne fait rien d'un message absurde", "rien qui ouvre, libère ou ajoute"),
    "survives": RowWords("survit aux messages absurdes", "le prochain bon message a sa réponse, comme toujours"),
    "topic": RowWords("parle sur les topics de la table", "parking/..., comme dans la table"),
    "payload": RowWords("écrit les champs de la table", "exactement les champs et les mots de la table, en JSON"),
    "id": RowWords("nomme la place de son topic", "le même id dans le topic et le message, lettre pour lettre"),
    "qos": RowWords("envoie en QoS 1", "QoS 1"),
    "retained_state": RowWords("fait retenir son état", "retenu, pour qui se connecte plus tard"),
    "retained_order": RowWords("ne fait jamais retenir un ordre", "non retenu"),
    "expiry": RowWords("laisse expirer un ordre", "expire après {seconds} s (MQTT 5)"),
    "p1.says": RowWords("dit où il y a des voitures", "l'état d'au moins une place"),
    "p1.detector": RowWords("a un détecteur devant la barrière", "un état de {entry}"),
    "p1.add": RowWords("surveille une place ajoutée (new_spot ADD)", "un état de la nouvelle place, d'abord UNKNOWN"),
    "p1.remove": RowWords("oublie une place retirée (REMOVE)", "un message vide sur le topic de la place"),
    "p2.no_vehicle": RowWords("n'ouvre pas sans voiture", "rien"),
    "p2.opens": RowWords("ouvre à une voiture s'il reste une place", "un OPEN"),
    "p2.one_open": RowWords("donne un seul OPEN à une voiture", "un OPEN, même si son détecteur se répète"),
    "p2.one_place": RowWords("n'en laisse jamais entrer deux pour une place", "rien : la place est à la première"),
    "p2.parked": RowWords("ne prend pas une voiture garée pour une arrivée", "rien : elle est passée par le détecteur"),
    "p2.full": RowWords("n'ouvre pas à zéro place", "rien"),
    "p2.waits": RowWords("fait entrer qui attend quand une place se libère", "un OPEN"),
    "p2.extra": RowWords("ouvre quand les messages sont plus longs", "un OPEN ; les champs en plus ne comptent pas"),
    "p2.no_count": RowWords("n'ouvre pas quand le nombre est oublié", "rien : personne ne connaît de place libre"),
    "p3.opens": RowWords("ouvre sur OPEN", "OPENED, en quelques secondes"),
    "p3.second_open": RowWords("un second OPEN en mouvement ne relance rien", "une montée et une descente"),
    "p3.states": RowWords("dit où est le bras", "OPENING, OPENED, CLOSING, CLOSED"),
    "p3.extra": RowWords("ouvre sur un OPEN avec des champs en plus", "OPENING ou OPENED ; ces champs ne comptent pas"),
    "p3.kept_order": RowWords("n'ouvre pas pour des ordres gardés par le broker", "rien : la voiture est partie"),
    "p3.forced": RowWords("ouvre sur FORCE_OPEN (complément C1)", "OPENING ou OPENED"),
    "p4.counts": RowWords("annonce un nombre", "un nombre, quand une place se libère"),
    "p4.free": RowWords("compte une place qui se libère", "{count}"),
    "p4.taken": RowWords("décompte une place prise", "{count}"),
    "p4.extra": RowWords("compte une place au message plus long", "{count} ; les champs en plus ne comptent pas"),
    "p4.detector": RowWords("ne compte pas les détecteurs", "toujours {count} : {entry} n'est pas une place"),
    "p4.unknown": RowWords("ne compte pas UNKNOWN", "{count}"),
    "p4.ids": RowWords(
        "prend les identifiants comme écrits", "{count} : CHECK3 et CHECK03 sont deux places, Z9 et Z09 aussi"
    ),
    "p4.mismatch": RowWords("rejette un id qui n'est pas celui du topic", "toujours {count}"),
    "p4.forgets": RowWords("oublie une place sur un message vide", "{count}"),
    "p4.last_of_many": RowWords("finit sur le bon nombre après beaucoup de changements", "{count} à la fin"),
    "p5.silent": RowWords("ne dit rien sous parking/", "rien, quoi qu'il arrive"),
    "p6.new_spot": RowWords("demande une nouvelle place", '{{"id": ..., "cmd": "ADD"}}'),
    "p6.remove": RowWords("demande le retrait d'une place", '{{"id": ..., "cmd": "REMOVE"}}'),
    "p6.records": RowWords("enregistre ce qui est dit", "le message dans {url}/api/v1/events"),
    "p6.records_bad": RowWords("enregistre aussi ce qui enfreint le contrat", "le message dans {url}/api/v1/events"),
    "p7.forces": RowWords("transmet FORCE_OPEN", '{{"cmd": "FORCE_OPEN"}}'),
    "p7.releases": RowWords("transmet RELEASE", '{{"cmd": "RELEASE"}}'),
}

HINTS = {
    "absent": "il n'est pas lancé, ou s'est arrêté : lisez ses dernières lignes\n"
    'paho 2 : mqtt.Client("{client_id}") lève TypeError aussitôt ; écrivez\n'
    '  mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="{client_id}")\n'
    "il utilise un autre broker que {broker}, ou un autre préfixe que {prefix} (MQTT_HOST, MQTT_PORT, TOPIC_PREFIX)\n"
    "il a un autre ClientID que {client_id}\n"
    "c'est un des nôtres, lancé depuis moins d'une minute, qui a cédé la place à cet essai : il l'a dit (sortie 3)",
    "unjudged": "on ne l'a rien vu faire : recommencez et faites-le parler, ou réglez P6_URL ou P7_URL",
    "deaf": "il est connecté comme {client_id} et ne répond pas : autre préfixe que {prefix} ? pas d'abonnement ?\n"
    "Qui s'abonne une fois, avant sa boucle, est sourd depuis sa dernière coupure : s'abonner dans on_connect.",
    "p4.deaf": "il est connecté comme {client_id} et ne compte pas : autre préfixe que {prefix} ? pas d'abonnement ?\n"
    "Un id, ce sont des lettres, chiffres, - et _ : CHECK1 est une place. P4_RESERVE et P4_MODE en retiennent.",
    "client_id": "il répond alors qu'un autre est connecté comme {client_id} : il a donc un autre ClientID",
    "reconnect": "",
    "reconnect_untried": "qui n'a pas ce ClientID ne peut pas être coupé d'ici",
    "reconnect_away": "il n'est pas revenu en 20 s : loop_forever() ou loop_start() se reconnectent ; et attrapez\n"
    "ce que son propre code lève",
    "reconnect_deaf": "il est revenu et n'entend rien : le broker oublie les abonnements ; s'abonner dans on_connect,\n"
    "appelé après chaque reconnexion, et non une fois avant la boucle",
    "reconnect_unseen": "s'il entend de nouveau ne se voit pas d'ici : regardez-le",
    "own_rows": "soit un autre module est arrivé entre-temps (arrêtez-le, et recommencez), soit celui-ci dit ce qui est"
    " à {other}",
    "rubbish": "comparer exactement le type et les mots ; tout le reste ne change rien",
    "survives": "il ne répond plus : une exception dans on_message arrête un module ; l'attraper, avertir, continuer",
    "topic": "personne n'écoute là : publiez sur {right_topic}",
    "topic_id": "topic hors contrat : publiez sur {right_topic} avec l'id {id}",
    "topic_unknown": "personne n'écoute là : ce n'est pas un topic de la table",
    "topic_untried": "il n'a rien dit : non jugé",
    "payload": "chaque lecteur rejette cela, comme si rien n'avait été dit",
    "payload_extra": "chaque lecteur ignore les champs en plus, et ne rejette aucun message pour cela",
    "payload_spelling": "valide, mais pas comme json.dumps() l'écrit : cela ne gêne personne",
    "id": "le message nomme {id} et le topic {topic_id} : les lecteurs le rejettent ; un id se compare comme écrit",
    "qos": "publish(..., qos=1) : en QoS 0 un message se perd quand le réseau hésite",
    "qos_2": "QoS 1 suffit",
    "qos_unseen": "ce broker ne montre pas en quel QoS un message est envoyé",
    "retained_state": "publish(..., retain=True) : qui se connecte plus tard ne sait rien jusqu'au prochain changement",
    "retained_order": "publish(..., retain=False) : le broker le redonnerait à P3 à chaque connexion, pour personne ;\n"
    "`python -m p5_monitor purge --orders` efface ce qui reste",
    "retain_unseen": "ce broker ne montre pas si un message est à retenir",
    "expiry": "un ordre en retard ouvre à personne ; en MQTT 3.1.1 il ne peut pas expirer",
    "p1.says": "rien n'est venu : publiez parking/spots/A1/status, à chaque changement et à chaque connexion",
    "p1.detector": "sans lui, P2 prend chaque place qui devient OCCUPIED pour une arrivée",
    "p1.add": "utile : sinon une nouvelle place n'est surveillée qu'après un redémarrage",
    "p1.remove": "utile : sinon ce qui est retenu reste, et compte pour toujours",
    "p1.reconnect_quiet": "revenu, il n'a rien dit pendant 15 s : redire chaque état à chaque connexion, ou un broker"
    "\nsans mémoire n'en connaît aucun",
    "p2.no_vehicle": "il a ouvert à personne : ouvrir quand le détecteur devient OCCUPIED",
    "p2.one_open": "retenir que cette voiture est entrée jusqu'à ce que le détecteur soit FREE une seconde ;\n"
    "qui est encore là n'a un autre OPEN qu'après 8 s (P2_RETRY_SECONDS), pas plus tôt",
    "p2.one_place": "P4 compte une voiture une fois garée : d'ici là, ôter du nombre celles que vous laissez entrer",
    "p2.one_place_untried": "il n'a ouvert qu'avec plus de places : il en garde pour des voitures entrées plus tôt",
    "p2.parked": "il lit la table à la lettre ; avec un détecteur, chaque voiture reçoit alors deux OPEN",
    "p2.full": "regarder le dernier nombre, et n'ouvrir que s'il dépasse 0",
    "p2.waits": "utile : sinon une voiture venue quand c'était complet attend pour toujours",
    "p2.extra": "regarder id, status et count et ignorer le reste ; ne rejeter aucun message pour un champ de plus",
    "p2.no_count": "un message vide n'est pas du JSON cassé : le nombre est inconnu jusqu'à ce que P4 en dise un",
    "p3.second_open": "il est remonté : ignorer OPEN pendant le mouvement ; pas de sleep dans on_message, les ordres"
    "\ns'y accumulent",
    "p3.states": "utile, absent de l'exemple de la table : {missing} non entendu",
    "p3.extra": "regarder action et ignorer le reste ; ne jamais décider d'après ts",
    "p3.kept_order": "dans on_message : if message.retain: return",
    "p3.kept_order_untried": "il est revenu avant qu'un ordre ait pu être laissé pour lui",
    "p3.not_down": "non jugé : il n'a pas dit CLOSED en une minute ; il était peut-être levé, où OPEN ne montre rien",
    "p3.forced": "utile : sinon le bouton du tableau de bord ne fait rien quand P2 est arrêté",
    "p4.free": "compter les places dont le dernier état est FREE, et annoncer chaque changement",
    "p4.ignored": "son nombre ne bouge pas : pas d'abonnement ? Qui s'abonne une seule fois est sourd après une\n"
    "coupure. Un id, ce sont des lettres, chiffres, - et _ : CHECK1 est une place comme A1.\n"
    "P4_RESERVE et P4_MODE retiennent des places.",
    "p4.taken": "compter les places dont le dernier état est FREE, et annoncer chaque changement",
    "p4.extra": "regarder id et status et ignorer le reste ; ne rejeter aucun message pour un champ de plus",
    "p4.detector": "laisser {entry} de côté (ENTRY_IDS) : c'est le détecteur devant la barrière",
    "p4.unknown": "compter FREE, et non ce qui n'est pas OCCUPIED",
    "p4.ids": "ne pas récrire les identifiants, ni demander comment ils sont faits",
    "p4.mismatch": "ignorer un message dont l'id diffère de celui du topic",
    "p4.forgets": "un message vide n'est pas du JSON cassé : la place n'existe plus",
    "p4.last_of_many": "annoncer de nouveau le nombre après le dernier changement",
    "p4.each_of_many": "juste, avec un message par changement : attendre 50 ms et annoncer le dernier",
    "p5.silent": "P5 n'a aucune ligne où publier",
    "p6.new_spot": "rien n'est venu sur parking/config/new_spot : non jugé",
    "p6.remove": "utile : sinon une place n'est jamais retirée",
    "p6.records": "s'abonner à parking/# et noter chaque message",
    "p6.records_bad": "le noter avec ce qui ne va pas : c'est ce que l'on cherche plus tard",
    "p6.records_unseen": "pas d'historique à {url}/api/v1/events (P6_URL) : regardez vous-même",
    "p7.forces": "rien n'est venu sur parking/admin/override : non jugé",
    "p7.releases": "utile : sinon la barrière n'est jamais rendue à ses règles",
}

FRENCH = KitWords(
    usage="un de P1, P2, P3, P4, P5, P6, P7 attendu, par exemple `check P2`",
    verdicts={Verdict.FITS: "bon", Verdict.NOTE: "note", Verdict.FAILS: "FAUX"},
    sent="dit",
    came="reçu",
    right="juste",
    hint="aide",
    nothing="rien",
    empty="(vide)",
    retained="retenu",
    not_retained="non retenu",
    expires="expire après {seconds} s",
    sum="{role} : {fails} FAUX, {note} note, {fits} bon",
    telling=TELLING,
    seen=SEEN,
    rows=ROWS,
    hints=HINTS,
)
