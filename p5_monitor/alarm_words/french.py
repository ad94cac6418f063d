"""The alarms in French."""

from p5_monitor.alarm_words.phrase import AlarmWords, Phrase
from p5_monitor.reason_words import french_reason
from p5_monitor.rules.picture import Kind
from p5_monitor.typography import french

OTHERS = {"cause": "others"}

DEAF = (
    "Il semble sourd : qui ne s'abonne qu'au démarrage n'entend plus rien quand le broker revient."
    " Relancez-le ; il doit s'abonner à chaque connexion."
)
TWICE = (
    "Deux programmes de même ClientID se chassent l'un l'autre : arrêtez-en un."
    " S'il n'y en a qu'un, sa liaison est mauvaise ou il meurt sans cesse : voyez son journal."
)
RELEASE = "Réparez, puis donnez RELEASE ou FORCE_OPEN au tableau de bord (P7)."
CHECK = "Les autres arrêtés, `python -m p5_monitor check {role}` essaie toutes ses lignes."

FIGURES = {"seconds", "hours"}


def french_detail(name: str, value: str) -> str:
    """Why, and how much."""
    if name == "reason":
        return french_reason(value)
    return value.replace(".", ",") if name in FIGURES else value


FRENCH = AlarmWords(
    raised="ALARME",
    cleared="terminé",
    typeset=french,
    detail=french_detail,
    phrases={
        Kind.BROKER_GONE: (
            Phrase(
                "Le moniteur est coupé du broker : on ne sait plus rien d'autre",
                "Le broker tourne-t-il, cette machine l'atteint-elle ? `python -m p5_monitor doctor` le dira.",
            ),
        ),
        Kind.NOT_SUBSCRIBED: (
            Phrase(
                "Refusé par le broker, donc pas entendu : {subject}",
                "Sa liste d'accès doit laisser P5 lire TOPIC_PREFIX : `python -m common.contract acl` en écrit une."
                " Le journal de P5 dit la raison du broker.",
            ),
        ),
        Kind.MODULE_OFFLINE: (
            Phrase(
                "{subject} est absent",
                "Relancez-le ; la fin de son journal dit pourquoi il est parti."
                " Code 2 : ses réglages ; 3 : son ClientID est pris ; 4 : le broker le refuse.",
            ),
        ),
        Kind.MODULE_SILENT: (
            Phrase(
                "{subject} n'annonce aucun compte, alors que des places ont changé",
                DEAF,
                {"cause": "count"},
            ),
            Phrase(
                "{subject} se dit présent, et ne redit pas ce qu'il a promis de redire",
                "La partie qui travaille est arrêtée : gardez son journal et relancez-le.",
                {"presence": "online"},
            ),
            Phrase(
                "{subject} a promis de se répéter, et reste muet",
                "Tourne-t-il, et la fin de son journal dit-elle qu'il est connecté ?"
                " Avec COMPLETIONS=all, il dirait lui-même s'il est là.",
            ),
        ),
        Kind.CLIENT_ID_TWICE: (
            Phrase("{subject} est parti et revenu {times} fois : ClientID en double ?", TWICE, {"cause": "flips"}),
            Phrase("{subject} recommence sans cesse à compter : ClientID en double ?", TWICE),
        ),
        Kind.SPOT_SILENT: (
            Phrase(
                "{spots} places sont muettes",
                "P1 tourne-t-il, que dit son journal de ses capteurs ?"
                " Places qui n'existent plus : `python -m p5_monitor purge` et leurs identifiants.",
                OTHERS,
            ),
            Phrase(
                "Place {subject} : le broker la garde, et personne n'en parle",
                "Elle est peut-être comptée sans exister : alors `python -m p5_monitor purge {subject}`."
                " Sinon, lancez le module qui a son capteur.",
                {"cause": "kept"},
            ),
            Phrase(
                "Place {subject} muette : rien depuis {seconds} s, malgré sa promesse",
                "Que dit le journal de P1 de son capteur ?"
                " Si elle n'existe plus : `python -m p5_monitor purge {subject}`.",
            ),
            Phrase("Place {subject} muette", "Que dit le journal de P1 de son capteur ?"),
        ),
        Kind.SPOT_FLAPPING: (
            Phrase(
                "{spots} autres places clignotent",
                "Voyez ce qu'elles partagent : alimentation, câble, seuils (P1_TAKEN_CM et P1_FREE_CM).",
                OTHERS,
            ),
            Phrase(
                "Place {subject} instable : {changes} changements en {seconds} s",
                "Son capteur est à son seuil, ou mal fixé : `python -m p1_sensors calibrate {subject}` le montre."
                " Un P1_CONFIRM_SECONDS plus long le calme.",
            ),
            Phrase("Place {subject} instable", "Son capteur est à son seuil, ou mal fixé."),
        ),
        Kind.SPOT_STUCK: (
            Phrase(
                "{spots} autres places sont prises depuis très longtemps",
                "Si d'autres changent, voyez ce que ces capteurs partagent : alimentation, câble, un objet devant eux.",
                OTHERS,
            ),
            Phrase(
                "Place {subject} prise depuis plus de {hours} h, alors que d'autres changent",
                "Allez voir : un véhicule laissé là, ou un capteur qui voit autre chose."
                " P5_SPOT_STUCK_HOURS dit à partir de quand ; 0 : jamais.",
            ),
            Phrase("Place {subject} prise depuis très longtemps", "Allez voir : y a-t-il un véhicule ?"),
        ),
        Kind.SAME_PLACE_TWICE: (
            Phrase(
                "{first} et {second} : deux fois la même place ?",
                "Les identifiants valent tels qu'écrits, les deux sont donc comptés. Écrivez-le partout pareil,"
                " puis effacez le mauvais avec `python -m p5_monitor purge`.",
                {"pairs": "1"},
            ),
            Phrase(
                "{first} et {second} : deux fois la même place ? ({pairs} paires)",
                "Les identifiants valent tels qu'écrits, tous sont donc comptés. Écrivez-les partout pareil,"
                " puis effacez les mauvais avec `python -m p5_monitor purge`.",
            ),
            Phrase(
                "Deux identifiants semblent désigner une place",
                "Les identifiants valent tels qu'écrits : écrivez-le partout pareil.",
            ),
        ),
        Kind.DETECTOR_STUCK: (
            Phrase(
                "{subject} : un véhicule y est depuis {seconds} s, des places sont libres",
                "Allez voir. S'il n'y a personne, le détecteur est bloqué : saleté, câble, seuil.",
            ),
            Phrase(
                "{subject} : un véhicule y est depuis longtemps, des places sont libres",
                "Allez voir : y en a-t-il un ?",
            ),
        ),
        Kind.NO_OPEN: (
            Phrase(
                "{subject} : un véhicule attend depuis {seconds} s, places libres : {count}, pas d'OPEN",
                "P2 tourne-t-il, et que dit son journal ? S'il n'en dit rien, il est sourd : relancez-le."
                " Un module doit s'abonner à chaque connexion, pas au seul démarrage.",
            ),
            Phrase(
                "{subject} : un véhicule attend, et aucun OPEN ne vient", "P2 tourne-t-il, et que dit son journal ?"
            ),
        ),
        Kind.OPEN_WITHOUT_OPENED: (
            Phrase(
                "La barrière n'ouvre pas : {seconds} s après un OPEN, elle est {state}",
                "Regardez le bras : est-il bloqué ? P3 tourne-t-il, et que dit son journal ?",
            ),
            Phrase(
                "La barrière n'ouvre pas après un OPEN, et ne dit pas où elle est",
                "P3 tourne-t-il, est-il connecté, et que dit son journal ?",
            ),
        ),
        Kind.OPEN_TOO_LONG: (
            Phrase(
                "La barrière est levée depuis plus de {seconds} s sans nouveau véhicule",
                "Elle dit pourquoi : {reason}. Quelque chose dans son faisceau, ou le faisceau est-il sale ?"
                " Sinon, voyez le journal de P3.",
            ),
            Phrase(
                "La barrière est levée depuis longtemps sans nouveau véhicule",
                "Y a-t-il quelque chose dans son faisceau ?",
            ),
        ),
        Kind.FORCED_OPEN: (
            Phrase(
                "La barrière est forcée ouverte, par {by}",
                "Elle reste levée, quoi que dise P2, jusqu'à un RELEASE au tableau de bord (P7).",
            ),
            Phrase(
                "La barrière est forcée ouverte",
                "Elle reste levée, quoi que dise P2, jusqu'à un RELEASE au tableau de bord (P7).",
            ),
        ),
        Kind.BARRIER_FAULT: (
            Phrase(
                "La barrière est en panne : sans cesse un obstacle sous le bras",
                "Elle reste levée. Dégagez le passage, nettoyez le faisceau, voyez son câble. " + RELEASE,
                {"reason": "obstacle"},
            ),
            Phrase(
                "La barrière est en panne : le bras n'est pas arrivé à temps",
                "N'approchez pas du bras. Cherchez ce qui le bloque, son moteur, ses fins de course. " + RELEASE,
                {"reason": "timeout"},
            ),
            Phrase("La barrière est en panne ({reason})", "Que dit le journal de P3 ? " + RELEASE),
            Phrase("La barrière est en panne", "Que dit le journal de P3 ? " + RELEASE),
        ),
        Kind.TWO_PUBLISHERS: (
            Phrase(
                "Deux programmes publient comme {subject} : {topic}",
                "Chaque topic est à un seul module : arrêtez l'autre."
                " C'est peut-être une vieille copie, un essai, une autre machine avec un autre ClientID.",
            ),
            Phrase("Deux programmes publient comme {subject}", "Chaque topic est à un seul module : arrêtez l'autre."),
        ),
        Kind.SCHEMA_VIOLATION: (
            Phrase(
                "{messages} autres messages enfreignent le contrat, sur d'autres topics",
                "Quelqu'un inonde le parking, ou un module se trompe partout : le journal dit où et pourquoi.",
                OTHERS,
            ),
            Phrase(
                "Sur le topic de {role}, {subject} : refusé",
                "{said} : {reason}. C'est {role}, ou quelqu'un d'autre sur son topic. " + CHECK,
            ),
            Phrase(
                "Sur le topic de {role}, {subject} : refusé",
                "Pourquoi : {reason}. C'est {role}, ou quelqu'un d'autre sur son topic. " + CHECK,
            ),
            Phrase("Sur le topic {subject} : refusé", "La table des topics du README dit ce qui est juste."),
        ),
        Kind.OUTSIDE_CONTRACT: (
            Phrase(
                "{messages} autres messages hors contrat, sur d'autres topics",
                "Quelqu'un inonde le parking, ou un module se trompe partout : le journal nomme les topics.",
                OTHERS,
            ),
            Phrase(
                "Topic hors contrat : {subject}",
                "Publiez-le sur {right} avec l'id {id} : là où il est, aucun module ne l'entend.",
            ),
            Phrase(
                "Topic hors contrat : {subject}",
                "Publiez-le sur {right} : là où il est, aucun module ne l'entend.",
            ),
            Phrase(
                "Topic hors contrat : {subject}",
                "Aucun module ne l'entend : la table des topics du README dit lesquels existent.",
            ),
        ),
        Kind.RETAINED_COMMAND: (
            Phrase(
                "Ordre retenu de {by} sur {subject}",
                "Qui se connecte réentend {said} ; les nôtres n'y obéissent pas. Effacez-le avec"
                " `python -m p5_monitor purge --orders`, et envoyez les ordres sans « retain ».",
            ),
            Phrase(
                "Ordre retenu sur {subject}",
                "Qui se connecte réentend {said} ; les nôtres n'y obéissent pas. Effacez-le avec"
                " `python -m p5_monitor purge --orders`, et envoyez les ordres sans « retain ».",
            ),
            Phrase("Ordre retenu sur {subject}", "Effacez-le avec `python -m p5_monitor purge --orders`."),
        ),
    },
)
