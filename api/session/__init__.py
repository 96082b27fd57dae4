"""People who are signed in: the session in a signed cookie, and the token without which it can write nothing."""
