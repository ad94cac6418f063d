"""What stops a service, and the exit code that tells a supervisor whether starting it again can help."""

EXIT_STOPPED = 0


class SettingsError(Exception):
    """A setting can never work. One line: which setting, where it stands, and what would be right."""

    exit_code = 2


class ClientIdInUse(Exception):
    """Another program is connected with this ClientID, and this one came later."""

    exit_code = 3


class RefusedForGood(Exception):
    """The broker will never let this service in as it is configured."""

    exit_code = 4
