"""The ledger: results and recommendations of conversations, and what editors filled in about them.

It lives in a relational database of its own, never in the data store. Nothing is overwritten: each change is a new
revision beside the earlier ones.
"""
