"""PostgreSQL and Valkey from their wheels, and the supervisor behind `bin/run`.

Nothing here imports Django: the servers have to be up before the settings can be read.
"""
