"""Pure cleaners: raw text of a page in, typed values out. No effects, no clock, no network."""
