"""The local servers and the commands in bin/."""
