"""The learned order in service: trained as a job, kept in versions, switched by operators, asked for one person."""
