"""``python -m kansenbeeld``."""

import sys

from kansenbeeld.cli import main

sys.exit(main())
