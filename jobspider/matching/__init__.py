"""Which postings are the same job: pure rules, from a row's facts to a verdict on two of them (docs/identity.md)."""
