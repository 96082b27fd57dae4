"""The routes, a router for each noun. Each router names its own prefix, so a route's path is its template."""
