"""The page of results and recommendations, and the form that fills in what is not known of a conversation."""
