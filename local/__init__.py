"""Everything with which a person meets the project on one machine; no room imports it."""
