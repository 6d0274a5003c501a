"""Statistics Netherlands (CBS): tables of StatLine by OData, and scores per school in spreadsheets."""
