"""办事大厅: the catalogue of services, cases and their materials, pre-review, decisions and the way to departments."""
