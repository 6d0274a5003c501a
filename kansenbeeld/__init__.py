"""Kansenbeeld: the open dashboard on educational opportunity gaps in Amsterdam."""
