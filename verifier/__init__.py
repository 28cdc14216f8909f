"""The stand-alone checker, a single file to hand over; nothing here imports it."""
