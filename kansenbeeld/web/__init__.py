"""What the pages share: server, shell, controls, and how a finding is shown."""
