"""What the server answers beside the pages: files and light pages, without a session."""
