"""Boards: base spiders, one a platform. A spider file names a site and stands on one of them."""
