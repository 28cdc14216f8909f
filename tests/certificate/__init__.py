"""Tests of the two checkers: what holds they accept, whatever does not they reject."""
