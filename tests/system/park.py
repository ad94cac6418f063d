"""The whole car park: seven services, each on an address of its own, and what the three with pages answer."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from common.testing import free_port, wait_for
from tests.system.lot import ADDRESSES, Pis
from tests.system.sites import Site

NOTHING_ELSE: Mapping[str, Mapping[str, str]] = {}


class Park:
    """Seven services, and the addresses of the three that serve HTTP.

    Args:
        site: their broker.
        pis: where they run.
        settings: more of them, by role.
    """

    def __init__(self, site: Site, pis: Pis, settings: Mapping[str, Mapping[str, str]] = NOTHING_ELSE) -> None:
        self.pis = pis
        self.urls = {}
        roles: dict[str, dict[str, str]] = {}
        for role, address in ADDRESSES.items():
            port = free_port(address)
            self.urls[role] = f"http://{address}:{port}"
            roles[role] = {"COMPLETIONS": "all", "HTTP_HOST": address}
            if role in {"P5", "P6", "P7"}:
                roles[role][f"{role}_HTTP_PORT"] = str(port)
        roles["P1"] |= {"P1_SEED": "1"}
        roles["P3"] |= {"P3_TRAVEL_SECONDS": "0.1"}
        for role, more in settings.items():
            roles[role] |= more
        # What is said before P6 listens is not in the history.
        pis.start(site.port, {"P6": roles.pop("P6")}, site.addresses)
        self.answers("P6", "/readyz", lambda _: True)
        pis.start(site.port, roles, site.addresses)

    def get(self, role: str, path: str) -> Any:
        return httpx.get(self.urls[role] + path, timeout=5).raise_for_status().json()

    def answers(self, role: str, path: str, wanted: Callable[[Any], object]) -> None:
        """Waits until an answer is as wanted."""

        def right() -> bool:
            try:
                return bool(wanted(self.get(role, path)))
            except httpx.HTTPError:
                return False

        wait_for(right, f"{path} of {role} to be right", 40)

    def order(self, command: str) -> int:
        body = json.dumps({"cmd": command})
        headers = {"Content-Type": "application/json"}
        return httpx.post(self.urls["P7"] + "/api/v1/override", content=body, headers=headers).status_code

    def snapshot(self) -> Any:
        """What a page is told first."""
        with httpx.stream("GET", self.urls["P7"] + "/api/v1/stream", timeout=5) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    return json.loads(line.removeprefix("data: "))
        raise AssertionError("no snapshot")
