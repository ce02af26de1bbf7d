"""Pages for the browser: the town, each phone, each department's desk."""
