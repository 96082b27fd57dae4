"""What several commands use: the database, how a command refuses, spider arguments."""
