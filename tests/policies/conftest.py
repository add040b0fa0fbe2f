import sys
from pathlib import Path

# As the engine does it: the pack's own folder comes first.
sys.path.insert(0, str(Path(__file__).parents[2] / "policies"))
