"""Journeys through the page in a real browser, as a planner takes them."""
