"""What a dataset must look like, and reading the datasets in ``data/`` without ever half-loading one."""
