"""Kill tests: processes of the service end by `kill -9` at every point, and nothing is lost or half-written.

python -m tests.kill.walk STORE                between every pair of writes, one after the other
python -m tests.kill.storm STORE --plans 200   at random, while runners work and somebody submits

STORE is a path or a PostgreSQL URL; the storm makes a database of its own for the word `postgresql`.
"""
