"""What leaves the product as a file: a finding as CSV, SVG or PNG, a dataset as CSV or Parquet.

Every file carries its source, the data version and the date of the data.
"""
