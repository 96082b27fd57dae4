// Draws the charts of a page; empty as long as there are none.
