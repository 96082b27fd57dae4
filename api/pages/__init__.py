"""Pages for people: a module a page, its template in api/templates/ under the same name."""
