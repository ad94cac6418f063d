# Smart Parking IoT 2026 : un module de l'équipe en un seul fichier (Python 3.9 ou plus, « pip install paho-mqtt »).
import json
import os
import time
import traceback

import paho.mqtt.client as mqtt

CLIENT_ID = "SmartPark2026_PX"
# ↑ Ligne 9 : votre identifiant, de SmartPark2026_P1 à SmartPark2026_P7. Un identifiant = un seul programme à la fois,
#   sinon le broker déconnecte l'un puis l'autre, en boucle.

# Le broker de l'équipe est public : n'importe qui peut lire et écrire ce qui y passe.
BROKER = os.environ.get("MQTT_HOST", "broker.emqx.io")
PORT = os.environ.get("MQTT_PORT", "1883")
PREFIXE = os.environ.get("TOPIC_PREFIX", "smart_parking_2026").rstrip("/") + "/"

# ENTRY est le détecteur devant la barrière. P1 le publie comme une place, mais ce n'en est pas une : P4 ne la compte
# pas, et pour P2 « ENTRY est OCCUPIED » veut dire qu'une voiture attend.
DETECTEURS = ["ENTRY"]

# Ce que votre module doit retenir d'un appel à l'autre.
memoire = {}

# ================================================ ABONNEMENTS =================================================
# Ce que vous écoutez. Enlevez le « # » devant les lignes de votre rôle. Les topics s'écrivent ici sans le préfixe.

ABONNEMENTS = [
    # "parking/spots/+/status",  # P2, P4
    # "parking/display/available",  # P2
    # "parking/barriers/entry/cmd",  # P3
    # "parking/#",  # P5, P6, P7
]


def message_recu(topic, donnees):
    """Appelée à chaque message ; `donnees` est le JSON reçu (un dict), vide si le topic a été effacé."""
    print("Reçu :", topic, donnees)

    # --- P2 : une voiture attend-elle, et combien de places reste-t-il ? Si le nombre baisse, autant se sont garées.
    # if topic == "parking/spots/ENTRY/status" and donnees.get("status") in ("FREE", "OCCUPIED"):
    #     if donnees["status"] != memoire.get("entree"):
    #         memoire["entree"] = donnees["status"]
    #         memoire["voiture"] = donnees["status"] == "OCCUPIED"
    # if topic == "parking/display/available" and donnees == {}:
    #     memoire["libres"] = 0  # un nombre effacé est inconnu : personne n'entre
    # nombre = donnees.get("count")
    # if topic == "parking/display/available" and type(nombre) is int and nombre >= 0:
    #     garees = max(0, memoire.get("libres", 0) - nombre)
    #     memoire["en_route"] = memoire.get("en_route", [])[garees:]
    #     memoire["libres"] = nombre

    # --- P3 : l'ordre d'ouvrir (levez le bras ici)
    # if topic == "parking/barriers/entry/cmd" and donnees.get("action") == "OPEN":
    #     memoire["ordre"] = time.monotonic()

    # --- P4 : l'état de chaque place, si l'id est bien celui du topic ; un détecteur (ENTRY) n'est pas une place
    # place = topic.split("/")[2]
    # juste = donnees.get("id") == place and donnees.get("status") in ("FREE", "OCCUPIED", "UNKNOWN")
    # if place not in DETECTEURS and (juste or donnees == {}):
    #     memoire[place] = donnees.get("status")


# ============================================== LOGIQUE D'ENVOI ===============================================
# Ce que vous publiez. Enlevez les « # » des lignes de votre rôle, puis remplacez-les peu à peu par les vôtres.


def logique_d_envoi():
    """Appelée deux fois par seconde tant que le broker nous entend ; elle doit rendre la main vite."""

    # --- P1 : l'état de chaque place et du détecteur (lisez vos capteurs ici) : FREE, OCCUPIED ou UNKNOWN
    # publier("parking/spots/ENTRY/status", {"id": "ENTRY", "status": "FREE"})
    # publier("parking/spots/A1/status", {"id": "A1", "status": "FREE"})

    # --- P2 : une voiture, un seul OPEN, et seulement s'il reste plus de places que de voitures en route vers la leur
    # en_route = [entree for entree in memoire.get("en_route", []) if time.monotonic() - entree < 180]
    # if memoire.get("voiture") and memoire.get("libres", 0) > len(en_route):
    #     publier("parking/barriers/entry/cmd", {"action": "OPEN"})
    #     memoire["voiture"] = False
    #     memoire["en_route"] = en_route + [time.monotonic()]

    # --- P3 : où est le bras : OPENED dix secondes, puis CLOSED (jamais sur une voiture !)
    # ouverte = time.monotonic() - memoire.get("ordre", -10) < 10
    # publier("parking/barriers/entry/state", {"state": "OPENED" if ouverte else "CLOSED"})

    # --- P4 : le nombre de places libres, dès qu'on en connaît une
    # if memoire:
    #     publier("parking/display/available", {"count": list(memoire.values()).count("FREE")})

    # --- P6 : un fichier nommé ADD_B1 dans ce dossier demande une fois l'ajout de la place B1
    # if os.path.exists("ADD_B1"):
    #     os.remove("ADD_B1")
    #     publier("parking/config/new_spot", {"id": "B1", "cmd": "ADD"})

    # --- P7 : un fichier nommé FORCE_OPEN dans ce dossier est le bouton de l'opérateur
    # if os.path.exists("FORCE_OPEN"):
    #     os.remove("FORCE_OPEN")
    #     publier("parking/admin/override", {"cmd": "FORCE_OPEN"})


# ======================================== LA MÉCANIQUE : rien à changer =======================================

# Un état (place, nombre, barrière) reste sur le broker pour qui arrive plus tard : « retain ». Un ordre, jamais :
# la barrière s'ouvrirait à chaque connexion pour une voiture partie depuis longtemps.
ETATS = ("/status", "/available", "/state")

REPETER_SECONDES = 60
deja_dit = {}


def publier(topic, message):
    """Publie un message en QoS 1. Un état qui n'a pas changé n'est redit qu'une fois par minute."""
    texte = json.dumps(message)
    est_un_etat = topic.endswith(ETATS)
    dit, quand = deja_dit.get(topic, (None, 0))
    if est_un_etat and dit == texte and time.monotonic() - quand < REPETER_SECONDES:
        return
    deja_dit[topic] = (texte, time.monotonic())
    client.publish(PREFIXE + topic, texte, qos=1, retain=est_un_etat)
    print("Envoyé :", topic, texte)


erreurs_montrees = set()


def montrer(erreur):
    """Une erreur dans vos deux sections n'arrête pas le module ; elle est montrée une fois, pas deux par seconde."""
    lieu = "".join(traceback.format_tb(erreur.__traceback__)) + type(erreur).__name__
    if lieu not in erreurs_montrees:
        erreurs_montrees.add(lieu)
        traceback.print_exception(type(erreur), erreur, erreur.__traceback__)


def on_connect(client, userdata, flags, code, properties=None):
    """Le broker a répondu. Il oublie les abonnements à chaque coupure : on les refait donc ici."""
    if code != 0:
        print("Le broker refuse la connexion :", code)
        return
    print(f"Connecté à {BROKER}:{PORT} comme {CLIENT_ID}")
    for topic in ABONNEMENTS:
        client.subscribe(PREFIXE + topic, qos=1)


def on_message(client, userdata, message):
    """Un message illisible, venu d'on ne sait où, ne doit jamais arrêter le module."""
    try:
        topic = message.topic.removeprefix(PREFIXE)
        if message.retain and not topic.endswith(ETATS):
            print("Ordre retenu, donc ignoré :", topic)
            return
        donnees = json.loads(message.payload) if message.payload else {}
        if not isinstance(donnees, dict):
            raise ValueError("ce n'est pas un objet JSON { … }")
    except (ValueError, RecursionError) as erreur:
        print("Message illisible, ignoré :", message.payload[:60], erreur)
        return
    try:
        message_recu(topic, donnees)
    except Exception as erreur:
        montrer(erreur)


def nouveau_client():
    """Un client neuf à chaque connexion : l'ancien renverrait, trop tard, un ordre resté sans réponse."""
    if hasattr(mqtt, "CallbackAPIVersion"):
        nouveau = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=CLIENT_ID)  # paho-mqtt 2
    else:
        nouveau = mqtt.Client(client_id=CLIENT_ID)  # paho-mqtt 1.6
    nouveau.on_connect = on_connect
    nouveau.on_message = on_message
    return nouveau


def travailler():
    """Se connecte, puis écoute et envoie jusqu'à la coupure."""
    deja_dit.clear()  # un broker qui redémarre a pu tout oublier : on lui redit nos états
    client.connect(BROKER, int(PORT), keepalive=20)
    prochain_envoi = 0
    while client.loop(timeout=0.1) == mqtt.MQTT_ERR_SUCCESS:
        if client.is_connected() and time.monotonic() >= prochain_envoi:
            prochain_envoi = time.monotonic() + 0.5
            try:
                logique_d_envoi()
            except Exception as erreur:
                montrer(erreur)


def verifier_les_reglages():
    """Un réglage faux est dit en une ligne, avec ce qui serait juste."""
    if CLIENT_ID not in [f"SmartPark2026_P{numero}" for numero in range(1, 8)]:
        raise SystemExit(f"CLIENT_ID (ligne 9) : {CLIENT_ID!r} n'est pas de l'équipe, mettez SmartPark2026_P1 à …_P7.")
    if not (PORT.isdecimal() and 1 <= int(PORT) <= 65535):
        raise SystemExit(f"MQTT_PORT : {PORT!r} n'est pas un port, mettez un nombre de 1 à 65535, par exemple 1883.")
    if PREFIXE == "/" or "+" in PREFIXE or "#" in PREFIXE:
        raise SystemExit(f"TOPIC_PREFIX : {PREFIXE!r} n'est pas un préfixe, mettez par exemple smart_parking_2026/.")
    try:
        est_un_nom = BROKER.encode("idna") != b""
    except UnicodeError:  # un mot vide entre deux points, ou plus long que 63 lettres
        est_un_nom = False
    if not est_un_nom:
        raise SystemExit(f"MQTT_HOST : {BROKER!r} n'est pas un nom, mettez par exemple broker.emqx.io ou 192.168.1.20.")


if __name__ == "__main__":
    verifier_les_reglages()
    try:
        while True:
            client = nouveau_client()
            try:
                travailler()
                print(f"Connexion perdue. Si cela se répète : un autre programme utilise-t-il {CLIENT_ID} ?")
            except OSError as erreur:
                print(f"Le broker {BROKER}:{PORT} ne répond pas ({erreur}). Nouvel essai dans 2 secondes.")
            time.sleep(2)
    except KeyboardInterrupt:
        client.disconnect()
        print("Arrêté.")
