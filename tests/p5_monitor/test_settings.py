"""What P5's settings may be, and what ``--help`` says of them."""

from p5_monitor.settings import MonitorSettings


def test_less_than_p2s_retry_is_taken_and_the_help_says_what_comes_of_it() -> None:
    assert MonitorSettings(no_open_seconds=1).thresholds.no_open_seconds == 1
    description = MonitorSettings.model_fields["no_open_seconds"].description or ""
    assert "more than" not in description
    assert "<= P2_RETRY_SECONDS" in description
