"""The picture on the terminal: a file for each part of it, and one that gives each its lines."""

from p5_monitor.view.lines import Line
from p5_monitor.view.page import page
from p5_monitor.view.scene import Look, Place, Scene, Seen

__all__ = ["Line", "Look", "Place", "Scene", "Seen", "page"]
