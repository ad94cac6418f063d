"""Places added and removed through the API, with P1 as it is."""

from pathlib import Path

from common.testing import Mosquitto, wait_for
from tests.common.started import started
from tests.p6_backend.backend import running


def test_a_place_is_added_and_removed_over_the_wire(mosquitto: Mosquitto, tmp_path: Path) -> None:
    (tmp_path / "p1").mkdir()
    with (
        running(tmp_path / "p6", mosquitto.port) as backend,
        started(tmp_path / "p1", mosquitto.port, "p1_sensors", P1_SPOTS="A1-A2"),
    ):
        wait_for(lambda: len(backend.get("spots")["spots"]) == 2, "the lot")
        assert backend.http.post("/api/v1/spots", json={"id": "B1"}).status_code == 202
        wait_for(lambda: backend.http.get("/api/v1/spots/B1").json().get("request") == "heard", "the place")
        wait_for(lambda: [spot["id"] for spot in backend.get("spots")["spots"]] == ["A1", "A2", "B1"], "its state")
        assert backend.http.delete("/api/v1/spots/B1").status_code == 202
        wait_for(lambda: [spot["id"] for spot in backend.get("spots")["spots"]] == ["A1", "A2"], "its end")
        words = [event["payload"] for event in backend.get("events", topic="parking/config/new_spot")["events"]]
        assert words == ['{"id": "B1", "cmd": "REMOVE"}', '{"id": "B1", "cmd": "ADD"}']
