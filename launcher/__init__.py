"""The whole lot on one machine: a broker and the services, started, watched and stopped together."""
