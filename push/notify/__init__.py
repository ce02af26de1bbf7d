"""Messages that departments and operators send through an API compatible with GOV.UK Notify v2: senders, keys, templates, notifications."""
