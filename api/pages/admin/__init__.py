"""/admin: schedules, alerts, keys and skills, by sqladmin with our own templates, checks and protection."""
